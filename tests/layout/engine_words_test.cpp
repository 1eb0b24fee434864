// sim/ knows tasks, streams, resources, links, bytes and time: no word of language models, in code or
// comment.
#include <gtest/gtest.h>

#include <cctype>
#include <set>

#include "tests/layout/source_tree.h"

namespace trainyard::layout {
namespace {

const std::set<std::string>& foreign_words() {
  static const std::set<std::string> words{
      "token",     "layer",     "expert", "transformer", "attention", "llm", "moe", "microbatch", "softmax",
      "embedding", "tokenizer", "logit",  "deepseek",    "llama",     "gpt", "mla", "mtp",        "backprop"};
  return words;
}

/// The words of a line in lower case: identifiers are cut at underscores and where a capital begins a word.
std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  std::string word;
  const auto finish = [&] {
    if (!word.empty()) words.push_back(word);
    word.clear();
  };
  for (std::size_t i = 0; i < line.size(); ++i) {
    const auto letter = static_cast<unsigned char>(line[i]);
    if (std::isalpha(letter) == 0) {
      finish();
      continue;
    }
    const bool after_small = i > 0 && std::islower(static_cast<unsigned char>(line[i - 1])) != 0;
    const bool before_small =
        i + 1 < line.size() && std::islower(static_cast<unsigned char>(line[i + 1])) != 0;
    if (std::isupper(letter) != 0 && (after_small || before_small)) finish();
    word += static_cast<char>(std::tolower(letter));
  }
  finish();
  return words;
}

/// The first foreign word of a line, or nothing.
std::string foreign_word(const std::string& line) {
  const std::vector<std::string> words = words_of(line);
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string word = words[i];
    if (word == "micro" && i + 1 < words.size() && words[i + 1].starts_with("batch")) return "micro-batch";
    if (word.ends_with("es") && foreign_words().count(word.substr(0, word.size() - 2)) == 1) return word;
    if (word.ends_with("s")) word.pop_back();
    if (foreign_words().count(word) == 1) return words[i];
  }
  return "";
}

TEST(EngineWords, AreFoundInIdentifiersAndComments) {
  EXPECT_EQ(foreign_word("int tokens_per_step = 0;"), "tokens");
  EXPECT_EQ(foreign_word("// the layers of a stage"), "layers");
  EXPECT_EQ(foreign_word("struct ExpertLoad {"), "expert");
  EXPECT_EQ(foreign_word("struct MoESpec { int LLMSize; };"), "llm");
  EXPECT_EQ(foreign_word("int micro_batches;"), "micro-batch");
  EXPECT_EQ(foreign_word("int microbatches;"), "microbatches");
  EXPECT_EQ(foreign_word("class MicroBatch;"), "micro-batch");
  EXPECT_EQ(foreign_word("player, tokenized words and multilayered ones are others"), "");
}

TEST(EngineWords, KnowNoLanguageModel) {
  const auto files = files_below("sim/", {".h", ".cpp", ".txt", ".md"});
  EXPECT_GT(files.size(), 30u) << "sim/ was not found";
  for (const std::string& file : files) {
    EXPECT_EQ(foreign_word(file), "") << file;
    for (const Line& line : lines_of(file))
      EXPECT_EQ(foreign_word(line.text), "") << file << ":" << line.number << ": " << line.text;
  }
}

}  // namespace
}  // namespace trainyard::layout
