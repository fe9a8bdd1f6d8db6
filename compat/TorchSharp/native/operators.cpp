// Any operator of libtorch, found by its schema name and called with boxed arguments.
#include "abi.h"

#include <ATen/core/Generator.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/jit_type.h>
#include <ATen/core/stack.h>

#include <cstring>

namespace kt {
namespace {

double real(const Arg& arg) {
  double value;
  std::memcpy(&value, &arg.bits, sizeof value);
  return value;
}

template <class T>
const T* elements(const Arg& arg) {
  return reinterpret_cast<const T*>(arg.bits);
}

c10::TypePtr without_optional(const c10::TypePtr& type) {
  auto optional = type->cast<c10::OptionalType>();
  return optional ? optional->getElementType() : type;
}

// Tensor[] and Tensor?[] are two types to the dispatcher; null handles are None in the second.
c10::IValue tensor_list(const Arg& arg, const c10::TypePtr& type) {
  auto handles = elements<at::Tensor*>(arg);
  if (type->expectRef<c10::ListType>().getElementType()->kind() == c10::TypeKind::OptionalType) {
    c10::List<c10::optional<at::Tensor>> list;
    for (int32_t i = 0; i < arg.count; i++)
      list.push_back(handles[i] ? c10::make_optional(*handles[i]) : c10::nullopt);
    return list;
  }
  c10::List<at::Tensor> list;
  for (int32_t i = 0; i < arg.count; i++) list.push_back(tensor(handles[i]));
  return list;
}

c10::IValue value(const Arg& arg, const c10::TypePtr& formal) {
  auto type = without_optional(formal);
  switch (arg.kind) {
    case Kind::None: return {};
    case Kind::Tensor: return tensor(reinterpret_cast<at::Tensor*>(arg.bits));
    case Kind::Integer:
      return type->kind() == c10::TypeKind::FloatType ? c10::IValue(double(arg.bits)) : c10::IValue(arg.bits);
    case Kind::Real: return real(arg);
    case Kind::Boolean: return arg.bits != 0;
    case Kind::Integers:
      return c10::IValue(c10::IntArrayRef(elements<int64_t>(arg), size_t(arg.count)));
    case Kind::Tensors: return tensor_list(arg, type);
    case Kind::Text: return std::string(elements<char>(arg), size_t(arg.count));
    case Kind::Device: return c10::Device(c10::DeviceType(arg.bits & 0xff), c10::DeviceIndex(arg.bits >> 8));
    case Kind::Generator: return *reinterpret_cast<at::Generator*>(arg.bits);
  }
  TORCH_CHECK(false, "unknown kind of argument ", int32_t(arg.kind));
}

torch::jit::Stack arguments(const c10::FunctionSchema& schema, const Arg* args, int32_t count) {
  auto& formals = schema.arguments();
  TORCH_CHECK(size_t(count) <= formals.size(), schema.name(), " takes ", formals.size(), " arguments, not ", count);
  torch::jit::Stack stack;
  stack.reserve(formals.size());
  for (size_t i = 0; i < formals.size(); i++) {
    if (i < size_t(count)) {
      stack.push_back(value(args[i], formals[i].type()));
    } else {
      TORCH_CHECK(formals[i].default_value(), schema.name(), " needs its argument ", formals[i].name());
      stack.push_back(*formals[i].default_value());
    }
  }
  return stack;
}

// What the last call on this thread returned; managed code takes the handles over before its next call.
thread_local std::vector<at::Tensor*> results;

void keep(const c10::IValue& result) {
  if (result.isTensorList()) {
    for (const at::Tensor& item : result.toTensorVector()) results.push_back(handle(item));
  } else {
    results.push_back(handle(result.toTensor()));
  }
}

}  // namespace
}  // namespace kt

// Operators live as long as the process, so the handle is never freed.
KT_ENTRY(kt_op_find, (const char* name, const char* overload, void** op), {
  auto found = c10::Dispatcher::singleton().findSchema({name, overload});
  TORCH_CHECK(found, "this libtorch has no operator ", name, overload[0] ? "." : "", overload);
  *op = new c10::OperatorHandle(*found);
})

// With results == null (in-place operators) what the operator returns is dropped.
KT_ENTRY(kt_op_call, (void* op, const kt::Arg* args, int32_t count, at::Tensor*** results, int32_t* result_count), {
  auto& operation = *static_cast<c10::OperatorHandle*>(op);
  auto stack = kt::arguments(operation.schema(), args, count);
  operation.callBoxed(&stack);
  if (results == nullptr) return;
  kt::results.clear();
  for (auto& result : stack) kt::keep(result);
  *results = kt::results.data();
  *result_count = int32_t(kt::results.size());
})
