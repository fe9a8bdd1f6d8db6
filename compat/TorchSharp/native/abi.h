// The C ABI between TorchSharp's C# and libtorch.
//
// Every entry is written with KT_ENTRY: it returns 0, or 1 after it has caught whatever libtorch threw and kept the
// message for kt_last_error. Results come back through pointers. Tensors cross as owned at::Tensor* ("handles").
// Operators do not have entries of their own: kt_op_call runs any operator of libtorch's own table by its schema name
// (aten::matmul, aten::topk, ...), so the list of operators lives in one place, Interop/Aten.cs.
#pragma once

#include <ATen/core/Tensor.h>
#include <cstdint>

namespace kt {

// Mirrors Interop/Arg.cs.
enum class Kind : int32_t { None, Tensor, Integer, Real, Boolean, Integers, Tensors, Text, Device, Generator };

struct Arg {
  Kind kind;
  int32_t count;  // Integers, Tensors: elements; Text: bytes
  int64_t bits;   // the value, the bits of a double, a handle, or a pointer to the elements
};

void set_error(const char* message) noexcept;

template <class Body>
int32_t guard(Body&& body) noexcept {
  try {
    body();
    return 0;
  } catch (const c10::Error& error) {
    set_error(error.what_without_backtrace());
  } catch (const std::exception& error) {
    set_error(error.what());
  } catch (...) {
    set_error("libtorch threw something that is not an exception");
  }
  return 1;
}

// A handle that managed code has already disposed of arrives as null.
inline at::Tensor& tensor(at::Tensor* handle) {
  TORCH_CHECK(handle != nullptr, "the tensor has been disposed of");
  return *handle;
}

inline at::Tensor* handle(at::Tensor value) {
  return value.defined() ? new at::Tensor(std::move(value)) : nullptr;
}

}  // namespace kt

#define KT_ENTRY(name, parameters, ...)                                                        \
  extern "C" __attribute__((visibility("default"))) int32_t name parameters noexcept {         \
    return kt::guard([&] { __VA_ARGS__ });                                                     \
  }
