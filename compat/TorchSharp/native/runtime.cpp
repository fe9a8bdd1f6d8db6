// The library as a whole: errors, threads, devices, version.
#include "abi.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <dlfcn.h>
#include <torch/version.h>

namespace kt {

static thread_local std::string last_error;

void set_error(const char* message) noexcept {
  try {
    last_error = message;
  } catch (...) {
    last_error.clear();
  }
}

// OpenBLAS's own threads follow libtorch's number; with another BLAS there is nothing to tell.
static void set_blas_threads(int32_t count) {
  auto set = reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
  if (set) set(count);
}

}  // namespace kt

extern "C" __attribute__((visibility("default"))) const char* kt_last_error() noexcept {
  return kt::last_error.c_str();
}

KT_ENTRY(kt_version, (const char** version), { *version = TORCH_VERSION; })

KT_ENTRY(kt_num_threads, (int32_t* count), { *count = at::get_num_threads(); })
KT_ENTRY(kt_set_num_threads, (int32_t count), {
  at::set_num_threads(count);
  kt::set_blas_threads(count);
})

KT_ENTRY(kt_num_interop_threads, (int32_t* count), { *count = at::get_num_interop_threads(); })
KT_ENTRY(kt_set_num_interop_threads, (int32_t count), { at::set_num_interop_threads(count); })

KT_ENTRY(kt_cuda_device_count, (int32_t* result), {
  *result = at::globalContext().hasCUDA() ? int32_t(at::detail::getCUDAHooks().getNumGPUs()) : 0;
})
