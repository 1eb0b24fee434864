#include "cli/commands/arguments.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/program_options.hpp>

namespace trainyard::cli {
namespace {

namespace po = boost::program_options;

po::options_description described(std::span<const Option> options) {
  po::options_description description;
  for (const Option& option : options) {
    const std::string name(option.name);
    if (option.value.empty()) {
      description.add_options()(name.c_str(), "");
    } else {
      description.add_options()(name.c_str(), po::value<std::vector<std::string>>(), "");
    }
  }
  return description;
}

std::vector<std::string> dashed_names(std::span<const Option> options) {
  std::vector<std::string> names;
  for (const Option& option : options) names.push_back(fmt::format("--{}", option.name));
  return names;
}

const Option* find_option(std::span<const Option> options, std::string_view name) {
  const auto found =
      std::find_if(options.begin(), options.end(), [&](const Option& option) { return option.name == name; });
  return found == options.end() ? nullptr : &*found;
}

/// Problems of the words that start with "--", before the parser sees them: its own messages name neither the
/// nearest option nor what a value is called.
Diagnostics check_words(const std::vector<std::string>& words, std::span<const Option> options) {
  Diagnostics problems;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "--") break;
    if (word.size() < 2 || word[0] != '-') continue;
    if (word[1] != '-') {
      problems.push_back(problem(fmt::format("unknown option {}", in_quotes(word)),
                                 name_hint("-" + word, dashed_names(options)))
                             .front());
      continue;
    }
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(0, equals);
    const Option* option = find_option(options, std::string_view(name).substr(2));
    if (option == nullptr) {
      problems.push_back(
          problem(fmt::format("unknown option {}", in_quotes(name)), name_hint(name, dashed_names(options)))
              .front());
    } else if (option->value.empty()) {
      if (equals != std::string::npos)
        problems.push_back(problem(fmt::format("{} takes no value", name)).front());
    } else {
      bool missing = word.size() == equals + 1;  // "--name="
      if (equals == std::string::npos) {
        const std::size_t first = i + 1;
        if (!option->many) ++i;
        while (option->many && i + 1 < words.size() && !words[i + 1].starts_with("--")) ++i;
        missing = i < first || i >= words.size();
        for (std::size_t at = first; !missing && at <= i; ++at) missing = words[at].empty();
      }
      if (missing) {
        problems.push_back(
            problem(fmt::format("{} needs a value", name), fmt::format("write {} {}", name, option->value))
                .front());
      }
    }
  }
  return problems;
}

/// "--set a=b" as "--set=a=b", so that a value may start with a dash; "--from a b" as "--from=a --from=b".
std::vector<std::string> joined(const std::vector<std::string>& words, std::span<const Option> options) {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--") {
      result.insert(result.end(), words.begin() + static_cast<std::ptrdiff_t>(i), words.end());
      break;
    }
    const Option* option =
        words[i].starts_with("--") ? find_option(options, std::string_view(words[i]).substr(2)) : nullptr;
    if (option != nullptr && option->many) {
      const std::string& name = words[i];
      while (i + 1 < words.size() && !words[i + 1].starts_with("--"))
        result.push_back(name + "=" + words[++i]);
    } else if (option != nullptr && !option->value.empty()) {
      result.push_back(words[i] + "=" + words[i + 1]);
      ++i;
    } else {
      result.push_back(words[i]);
    }
  }
  return result;
}

}  // namespace

std::string Arguments::value(std::string_view option, std::string_view fallback) const {
  const auto found = options.find(option);
  return found == options.end() || found->second.empty() ? std::string(fallback) : found->second.back();
}

std::vector<std::string> Arguments::values(std::string_view option) const {
  const auto found = options.find(option);
  return found == options.end() ? std::vector<std::string>{} : found->second;
}

Result<Arguments> parse_arguments(const std::vector<std::string>& words, std::span<const Option> options,
                                  std::span<const Positional> positionals) {
  Diagnostics problems = check_words(words, options);
  if (!problems.empty()) return problems;
  const po::options_description description = described(options);
  po::options_description all;
  all.add(description).add_options()("positional arguments", po::value<std::vector<std::string>>(), "");
  po::positional_options_description places;
  places.add("positional arguments", -1);
  constexpr int style = po::command_line_style::allow_long | po::command_line_style::long_allow_adjacent;
  Arguments found;
  try {
    const po::parsed_options parsed =
        po::command_line_parser(joined(words, options)).options(all).positional(places).style(style).run();
    for (const po::option& one : parsed.options) {
      if (one.position_key >= 0) {
        found.positionals.insert(found.positionals.end(), one.value.begin(), one.value.end());
        continue;
      }
      std::vector<std::string>& values = found.options[one.string_key];
      values.insert(values.end(), one.value.begin(), one.value.end());
    }
  } catch (const po::error& error) {
    return problem(error.what());
  }
  for (const auto& [name, values] : found.options) {
    const Option* option = find_option(options, name);
    if (option != nullptr && !option->repeats && !option->many && values.size() > 1) {
      problems.push_back(
          problem(fmt::format("--{} is given {} times", name, values.size()), "give it once").front());
    }
  }
  const auto needed = static_cast<std::size_t>(std::count_if(
      positionals.begin(), positionals.end(), [](const Positional& one) { return one.needed; }));
  for (std::size_t i = found.positionals.size(); i < needed; ++i) {
    problems.push_back(
        problem(fmt::format("{} is missing", positionals[i].name), std::string(positionals[i].sentence))
            .front());
  }
  for (std::size_t i = positionals.size(); i < found.positionals.size(); ++i) {
    problems.push_back(
        problem(fmt::format("{} is one word too many", in_quotes(found.positionals[i]))).front());
  }
  if (!problems.empty()) return problems;
  return found;
}

}  // namespace trainyard::cli
