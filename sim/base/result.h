#pragma once
// Result<T>: a value, or all the problems that prevented it. Bad input travels this way; our own bugs are
// asserts.
#include <boost/outcome/result.hpp>
#include <boost/outcome/try.hpp>
#include <utility>

#include "sim/base/diagnostic.h"

namespace trainyard {

namespace outcome = BOOST_OUTCOME_V2_NAMESPACE;

template <class T>
using Result = outcome::basic_result<T, Diagnostics, outcome::policy::all_narrow>;

/// A failure with one problem and no position.
[[nodiscard]] inline Diagnostics problem(std::string message, std::string hint = {}) {
  return {Diagnostic{.file = {},
                     .pointer = {},
                     .line = 0,
                     .column = 0,
                     .message = std::move(message),
                     .hint = std::move(hint)}};
}

// TRAINYARD_TRY(value, expression_returning_result) declares `auto&& value`, or leaves the function with the
// problems when there are any.
#define TRAINYARD_TRY BOOST_OUTCOME_TRY

}  // namespace trainyard
