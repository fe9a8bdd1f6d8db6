// Random numbers: the default generator (dropout, init) and generators of one's own.
#include "abi.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>

#include <mutex>

namespace {

at::Generator& generator(void* handle) {
  TORCH_CHECK(handle != nullptr, "the generator has been disposed of");
  return *static_cast<at::Generator*>(handle);
}

}  // namespace

KT_ENTRY(kt_manual_seed, (int64_t seed), { at::manual_seed(uint64_t(seed)); })

KT_ENTRY(kt_generator_default, (void** result), {
  *result = new at::Generator(at::globalContext().defaultGenerator(c10::kCPU));
})

KT_ENTRY(kt_generator_new, (int64_t seed, void** result), {
  *result = new at::Generator(at::detail::createCPUGenerator(uint64_t(seed)));
})

KT_ENTRY(kt_generator_dispose, (void* self), { delete static_cast<at::Generator*>(self); })

KT_ENTRY(kt_generator_seed, (void* self, int64_t* seed), { *seed = int64_t(generator(self).current_seed()); })

KT_ENTRY(kt_generator_set_seed, (void* self, int64_t seed), {
  auto& own = generator(self);
  std::lock_guard<std::mutex> lock(own.mutex());
  own.set_current_seed(uint64_t(seed));
})

KT_ENTRY(kt_generator_state, (void* self, at::Tensor** state), {
  auto& own = generator(self);
  std::lock_guard<std::mutex> lock(own.mutex());
  *state = kt::handle(own.get_state());
})

KT_ENTRY(kt_generator_set_state, (void* self, at::Tensor* state), {
  auto& own = generator(self);
  std::lock_guard<std::mutex> lock(own.mutex());
  own.set_state(kt::tensor(state));
})
