// Gradients: what records them, and the way back.
#include "abi.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>

namespace {

std::vector<at::Tensor> tensors(at::Tensor** handles, int32_t count) {
  std::vector<at::Tensor> list;
  for (int32_t i = 0; i < count; i++) list.push_back(handles[i] ? *handles[i] : at::Tensor());
  return list;
}

}  // namespace

KT_ENTRY(kt_tensor_requires_grad, (at::Tensor* self, int32_t* result), { *result = kt::tensor(self).requires_grad(); })
KT_ENTRY(kt_tensor_set_requires_grad, (at::Tensor* self, int32_t value), {
  kt::tensor(self).requires_grad_(value != 0);
})
KT_ENTRY(kt_tensor_is_leaf, (at::Tensor* self, int32_t* result), { *result = kt::tensor(self).is_leaf(); })
KT_ENTRY(kt_tensor_grad, (at::Tensor* self, at::Tensor** result), { *result = kt::handle(kt::tensor(self).grad()); })
KT_ENTRY(kt_tensor_set_grad, (at::Tensor* self, at::Tensor* grad), {
  kt::tensor(self).mutable_grad() = grad ? *grad : at::Tensor();
})

KT_ENTRY(kt_grad_enabled, (int32_t* result), { *result = c10::GradMode::is_enabled(); })
KT_ENTRY(kt_set_grad_enabled, (int32_t value), { c10::GradMode::set_enabled(value != 0); })

// The guard belongs to the thread that made it.
KT_ENTRY(kt_inference_enabled, (int32_t* result), { *result = c10::InferenceMode::is_enabled(); })
KT_ENTRY(kt_inference_enter, (int32_t value, void** guard), { *guard = new c10::InferenceMode(value != 0); })
KT_ENTRY(kt_inference_leave, (void* guard), { delete static_cast<c10::InferenceMode*>(guard); })

KT_ENTRY(kt_backward, (at::Tensor** roots, int32_t root_count, at::Tensor** grads, int32_t grad_count,
                       int32_t retain_graph, int32_t create_graph, at::Tensor** inputs, int32_t input_count), {
  torch::autograd::backward(tensors(roots, root_count), tensors(grads, grad_count), retain_graph != 0,
                            create_graph != 0, tensors(inputs, input_count));
})
