// Any words as the command line of every command: problems, or options the command has. Words are parted by
// line ends; the first byte chooses the command.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>

#include "cli/commands/command.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace trainyard;
  if (size == 0) return 0;
  const cli::Command& command = cli::commands()[data[0] % cli::commands().size()];
  std::istringstream text(std::string(reinterpret_cast<const char*>(data + 1), size - 1));
  std::vector<std::string> words;
  for (std::string word; std::getline(text, word);) words.push_back(word);
  const Result<cli::Arguments> arguments = cli::parse_arguments(words, command.options, command.positionals);
  if (!arguments) {
    if (arguments.error().empty()) std::abort();
    return 0;
  }
  if (arguments.value().positionals.size() > command.positionals.size()) std::abort();
  for (const auto& given : arguments.value().options) {
    const auto known = std::find_if(command.options.begin(), command.options.end(),
                                    [&](const cli::Option& one) { return one.name == given.first; });
    if (known == command.options.end() || (given.second.empty() != known->value.empty())) std::abort();
  }
  return 0;
}
