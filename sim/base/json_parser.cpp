// RFC 8259 with positions. A parser of our own, because the reader must say where each key and value stands
// and must see duplicate keys.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <tuple>

#include "sim/base/json_node.h"
#include "sim/base/utf8.h"

namespace trainyard {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

int hexadecimal_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

void append_utf8(std::string& text, unsigned code) {
  const auto push = [&](unsigned byte) {
    text.push_back(static_cast<char>(static_cast<unsigned char>(byte)));
  };
  if (code < 0x80) {
    push(code);
  } else if (code < 0x800) {
    push(0xC0 | (code >> 6));
    push(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    push(0xE0 | (code >> 12));
    push(0x80 | ((code >> 6) & 0x3F));
    push(0x80 | (code & 0x3F));
  } else {
    push(0xF0 | (code >> 18));
    push(0x80 | ((code >> 12) & 0x3F));
    push(0x80 | ((code >> 6) & 0x3F));
    push(0x80 | (code & 0x3F));
  }
}

/// Recursive descent. A parse_... function returns false after it has recorded why the text is broken there.
class JsonParser {
 public:
  JsonParser(std::string_view text, const std::string& file, int origin)
      : text_(text), file_(file), origin_(origin), lines_(text) {}

  ParsedJson parse() {
    if (text_.substr(0, 3) == "\xEF\xBB\xBF") at_ = 3;  // a byte order mark says nothing
    skip_blanks();
    parsed_.broken = !(parse_value(parsed_.root, 1) && parse_end());
    std::stable_sort(parsed_.problems.begin(), parsed_.problems.end(),
                     [](const Diagnostic& a, const Diagnostic& b) {
                       return std::pair(a.line, a.column) < std::pair(b.line, b.column);
                     });
    parsed_.lines = std::move(lines_);
    return std::move(parsed_);
  }

 private:
  void record(std::size_t offset, std::string message, std::string hint = {}) {
    Diagnostic diagnostic{file_, pointer_, 0, 0, std::move(message), std::move(hint)};
    if (origin_ == from_file) std::tie(diagnostic.line, diagnostic.column) = lines_.locate(offset);
    parsed_.problems.push_back(std::move(diagnostic));
  }

  /// Records what stands at the cursor against what should stand there. Always false.
  bool expected(std::string_view what, std::string hint = {}) {
    std::string found = "the end of the text";
    if (at_ < text_.size()) {
      std::size_t end = at_;
      while (end < text_.size() && end - at_ < 20 &&
             std::string_view(" \t\r\n,:[]{}\"").find(text_[end]) == std::string_view::npos) {
        ++end;
      }
      found = in_quotes(text_.substr(at_, std::max<std::size_t>(end - at_, 1)));
      if (hint.empty() && text_[at_] == '/') hint = "JSON has no comments";
      if (hint.empty() && text_[at_] == '\'') hint = "texts stand in double quotes";
    }
    record(at_, fmt::format("found {}, expected {}", found, what), std::move(hint));
    return false;
  }

  void skip_blanks() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r'))
      ++at_;
  }

  [[nodiscard]] bool next_is(char c) const { return at_ < text_.size() && text_[at_] == c; }

  bool parse_end() {
    skip_blanks();
    return at_ == text_.size() || expected("the end of the text");
  }

  bool parse_value(JsonNode& node, int level) {
    node.position = {origin_, at_};
    if (next_is('{') || next_is('[')) {
      if (level > most_json_levels) {
        record(at_, fmt::format("objects and arrays nest deeper than {} levels", most_json_levels));
        return false;
      }
      return next_is('{') ? parse_object(node, level) : parse_array(node, level);
    }
    if (next_is('"')) {
      node.kind = JsonKind::text;
      return parse_text(node.text);
    }
    if (next_is('-') || (at_ < text_.size() && is_digit(text_[at_]))) return parse_number(node);
    return parse_word(node);
  }

  bool parse_word(JsonNode& node) {
    const auto follows = [&](std::string_view word) {
      if (text_.substr(at_, word.size()) != word) return false;
      at_ += word.size();
      return true;
    };
    if (follows("true") || follows("false")) {
      node.kind = JsonKind::boolean;
      node.truth = text_[at_ - 2] == 'u';  // "tr-u-e" against "fal-s-e"
      return true;
    }
    if (follows("null")) return true;
    const std::string_view rest = text_.substr(at_);
    if (rest.substr(0, 3) == "NaN" || rest.substr(0, 3) == "nan" || rest.substr(0, 3) == "Inf" ||
        rest.substr(0, 3) == "inf") {
      return expected("a value", "JSON has no NaN and no infinity");
    }
    return expected("a value");
  }

  bool parse_number(JsonNode& node) {
    const std::size_t begin = at_;
    const auto skip_digits = [&] {
      const std::size_t first = at_;
      while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
      return at_ > first;
    };
    if (next_is('-')) ++at_;
    if (next_is('0')) {
      ++at_;
      if (at_ < text_.size() && is_digit(text_[at_])) return expected("no digit after a leading zero");
    } else if (!skip_digits()) {
      return expected("a digit");
    }
    if (next_is('.')) {
      ++at_;
      if (!skip_digits()) return expected("a digit after the decimal point");
    }
    if (next_is('e') || next_is('E')) {
      ++at_;
      if (next_is('+') || next_is('-')) ++at_;
      if (!skip_digits()) return expected("a digit of the exponent");
    }
    node.kind = JsonKind::number;
    node.text = text_.substr(begin, at_ - begin);
    const auto [end, error] =
        std::from_chars(node.text.data(), node.text.data() + node.text.size(), node.number);
    if (error != std::errc{} || !std::isfinite(node.number)) {
      record(begin, fmt::format("the number {} is beyond the range of numbers (about 1e-307 to 1e308)",
                                in_quotes(node.text)));
    }
    return true;
  }

  bool parse_text(std::string& value) {
    const std::size_t begin = at_++;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        ++at_;
        return true;
      }
      if (static_cast<unsigned char>(c) < 0x20)
        return expected("no control character inside a text", "is a quote missing?");
      if (c == '\\') {
        if (!parse_escape(value)) return false;
        continue;
      }
      const std::size_t length = utf8_sequence_length(text_, at_);
      if (length == 0) {
        record(at_, fmt::format("the byte {} is not UTF-8 here", in_quotes(text_.substr(at_, 1))),
               "save the file as UTF-8");
        return false;
      }
      value.append(text_, at_, length);
      at_ += length;
    }
    record(begin, "the text that starts here has no closing quote");
    return false;
  }

  bool parse_escape(std::string& value) {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    ++at_;
    if (at_ < text_.size()) {
      if (const std::size_t index = letters.find(text_[at_]); index != std::string_view::npos) {
        value.push_back(meanings[index]);
        ++at_;
        return true;
      }
    }
    if (!next_is('u')) return expected("one of \" \\ / b f n r t u after a backslash");
    unsigned code = 0;
    if (!parse_code_unit(code)) return false;
    const bool low = code >= 0xDC00 && code <= 0xDFFF;
    if (code >= 0xD800 && code <= 0xDBFF && text_.substr(at_, 2) == "\\u") {
      unsigned second = 0;
      ++at_;
      if (!parse_code_unit(second)) return false;
      if (second < 0xDC00 || second > 0xDFFF) return unpaired();
      code = 0x10000 + ((code - 0xD800) << 10) + (second - 0xDC00);
    } else if (low || (code >= 0xD800 && code <= 0xDBFF)) {
      return unpaired();
    }
    append_utf8(value, code);
    return true;
  }

  bool unpaired() {
    record(at_, "half of a \\uD8xx\\uDCxx pair stands alone");
    return false;
  }

  /// The cursor is on the "u" of "\uXXXX" and ends behind the last digit.
  bool parse_code_unit(unsigned& code) {
    ++at_;
    code = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const int digit = at_ < text_.size() ? hexadecimal_digit(text_[at_]) : -1;
      if (digit < 0) return expected("four hexadecimal digits after \\u");
      code = code * 16 + static_cast<unsigned>(digit);
    }
    return true;
  }

  bool parse_array(JsonNode& node, int level) {
    node.kind = JsonKind::array;
    ++at_;
    skip_blanks();
    if (next_is(']')) return ++at_, true;
    const std::size_t outer = pointer_.size();
    while (true) {
      pointer_ += fmt::format("/{}", node.items.size());
      if (next_is(']')) return expected("a value after \",\"", "a comma behind the last value is not JSON");
      if (!parse_value(node.items.emplace_back(), level + 1)) return false;
      pointer_.resize(outer);
      skip_blanks();
      if (next_is(']')) return ++at_, true;
      if (!next_is(',')) return expected("\",\" or \"]\" after a value of an array");
      ++at_;
      skip_blanks();
    }
  }

  bool parse_object(JsonNode& node, int level) {
    node.kind = JsonKind::object;
    ++at_;
    skip_blanks();
    if (next_is('}')) return ++at_, true;
    while (true) {
      if (next_is('}'))
        return expected("a key in double quotes after \",\"", "a comma behind the last member is not JSON");
      if (!next_is('"')) return expected("a key in double quotes");
      JsonMember& member = node.members.emplace_back();
      member.key_position = {origin_, at_};
      if (!parse_text(member.key)) return false;
      const std::size_t outer = pointer_.size();
      append_child(pointer_, member.key);
      skip_blanks();
      if (!next_is(':')) return expected("\":\" after a key");
      ++at_;
      skip_blanks();
      if (!parse_value(member.value, level + 1)) return false;
      pointer_.resize(outer);
      skip_blanks();
      if (next_is('}')) {
        ++at_;
        report_duplicates(node);
        return true;
      }
      if (!next_is(',')) return expected("\",\" or \"}\" after a member of an object");
      ++at_;
      skip_blanks();
    }
  }

  void report_duplicates(const JsonNode& object) {
    std::vector<const JsonMember*> sorted;
    for (const JsonMember& member : object.members) sorted.push_back(&member);
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const JsonMember* a, const JsonMember* b) { return a->key < b->key; });
    const std::size_t outer = pointer_.size();
    const JsonMember* first = nullptr;
    for (const JsonMember* member : sorted) {
      if (first == nullptr || first->key != member->key) {
        first = member;
        continue;
      }
      pointer_.resize(outer);
      append_child(pointer_, member->key);
      const auto [line, column] = lines_.locate(first->key_position.offset);
      record(member->key_position.offset,
             origin_ == from_file
                 ? fmt::format("the key {} stands here again, first on line {}", in_quotes(member->key), line)
                 : fmt::format("the key {} stands here twice", in_quotes(member->key)),
             "keep one of them");
    }
    pointer_.resize(outer);
  }

  std::string_view text_;
  const std::string& file_;
  int origin_;
  LineIndex lines_;
  std::size_t at_ = 0;
  std::string pointer_{};
  ParsedJson parsed_{};
};

}  // namespace

ParsedJson parse_json(std::string_view text, const std::string& file, int origin) {
  return JsonParser(text, file, origin).parse();
}

}  // namespace trainyard
