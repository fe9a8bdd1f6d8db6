// AdamW in one pass over a parameter and its moments, instead of the eight it takes when written with operators.
#include "abi.h"

#include <ATen/Parallel.h>

#include <cmath>

namespace {

struct Constants {
  float decay, beta1, one_minus_beta1, beta2, one_minus_beta2, step_size, correction2, epsilon;
};

Constants constants(double lr, double beta1, double beta2, double eps, double weight_decay, int64_t step) {
  return {float(1 - lr * weight_decay),
          float(beta1),
          float(1 - beta1),
          float(beta2),
          float(1 - beta2),
          float(lr / (1 - std::pow(beta1, double(step)))),
          float(std::sqrt(1 - std::pow(beta2, double(step)))),
          float(eps)};
}

// Loshchilov & Hutter 2019 (arXiv 1711.05101), algorithm 2, in torch.optim.AdamW's order of operations.
// Elementwise, so how the range is cut among threads does not change a bit of the result.
__attribute__((target_clones("arch=haswell", "default"))) void update(float* __restrict p, const float* __restrict g,
                                                                      float* __restrict m, float* __restrict v,
                                                                      int64_t count, const Constants c) {
  for (int64_t i = 0; i < count; i++) {
    m[i] = m[i] * c.beta1 + g[i] * c.one_minus_beta1;
    v[i] = v[i] * c.beta2 + g[i] * g[i] * c.one_minus_beta2;
    p[i] = p[i] * c.decay - c.step_size * (m[i] / (std::sqrt(v[i]) / c.correction2 + c.epsilon));
  }
}

bool plain(const at::Tensor& tensor) {
  return tensor.device().is_cpu() && tensor.scalar_type() == at::kFloat && tensor.is_contiguous();
}

}  // namespace

// done = 0: not for these tensors (another type, device or layout); the caller updates them with operators.
KT_ENTRY(kt_adamw, (at::Tensor* param, at::Tensor* grad, at::Tensor* exp_avg, at::Tensor* exp_avg_sq, double lr,
                    double beta1, double beta2, double eps, double weight_decay, int64_t step, int32_t* done), {
  auto &p = kt::tensor(param), &g = kt::tensor(grad), &m = kt::tensor(exp_avg), &v = kt::tensor(exp_avg_sq);
  *done = plain(p) && plain(g) && plain(m) && plain(v) && g.sizes() == p.sizes();
  if (!*done) return;
  auto c = constants(lr, beta1, beta2, eps, weight_decay, step);
  auto *pp = p.data_ptr<float>(), *gp = g.data_ptr<float>(), *mp = m.data_ptr<float>(), *vp = v.data_ptr<float>();
  at::parallel_for(0, p.numel(), 1 << 15, [&](int64_t begin, int64_t end) {
    update(pp + begin, gp + begin, mp + begin, vp + begin, end - begin, c);
  });
})
