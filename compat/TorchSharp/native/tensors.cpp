// A tensor's life, its description and its memory.
#include "abi.h"

#include <ATen/ATen.h>

KT_ENTRY(kt_tensor_dispose, (at::Tensor* self), { delete self; })

// data is copied: libtorch never sees managed memory.
KT_ENTRY(kt_tensor_from, (const void* data, const int64_t* sizes, int32_t dims, int32_t dtype, at::Tensor** result), {
  auto copy = at::empty({sizes, size_t(dims)}, at::TensorOptions(c10::ScalarType(dtype)));
  if (copy.nbytes() > 0) std::memcpy(copy.data_ptr(), data, copy.nbytes());
  *result = kt::handle(std::move(copy));
})

KT_ENTRY(kt_tensor_dims, (at::Tensor* self, int64_t* dims), { *dims = kt::tensor(self).dim(); })

KT_ENTRY(kt_tensor_sizes, (at::Tensor* self, int64_t* sizes, int64_t* strides), {
  auto& tensor = kt::tensor(self);
  std::copy(tensor.sizes().begin(), tensor.sizes().end(), sizes);
  if (strides) std::copy(tensor.strides().begin(), tensor.strides().end(), strides);
})

KT_ENTRY(kt_tensor_describe, (at::Tensor* self, int64_t* numel, int32_t* dtype, int32_t* element_size), {
  auto& tensor = kt::tensor(self);
  *numel = tensor.numel();
  *dtype = int32_t(tensor.scalar_type());
  *element_size = int32_t(tensor.element_size());
})

KT_ENTRY(kt_tensor_device, (at::Tensor* self, int32_t* type, int32_t* index), {
  auto device = kt::tensor(self).device();
  *type = int32_t(device.type());
  *index = device.index();
})

KT_ENTRY(kt_tensor_data, (at::Tensor* self, void** data), {
  auto& tensor = kt::tensor(self);
  TORCH_CHECK(tensor.device().is_cpu(), "the tensor is on ", tensor.device(), "; cpu() makes a copy to be read");
  *data = tensor.data_ptr();
})

KT_ENTRY(kt_tensor_is_contiguous, (at::Tensor* self, int32_t* result), { *result = kt::tensor(self).is_contiguous(); })
