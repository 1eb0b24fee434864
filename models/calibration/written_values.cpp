#include "models/calibration/written_values.h"

#include <map>
#include <nlohmann/json.hpp>

namespace trainyard {

namespace {

using Json = nlohmann::ordered_json;

struct Role {
  std::string family{}, role{};
};

const Json* role_in(const Json& document, const Role& role) {
  const auto families = document.find("families");
  if (families == document.end() || !families->contains(role.family)) return nullptr;
  const Json& roles = (*families)[role.family];
  return roles.contains(role.role) ? &roles[role.role] : nullptr;
}

}  // namespace

struct WrittenValues::Source {
  Json document;
  std::map<std::string, Json> bases;  // what it stands on, and what that stands on, by name

  WrittenValue find(const Json& in, const Role& role, const std::string& part, const std::string& name,
                    const std::string& from, int depth) const {
    constexpr int deepest = 32;  // the library has refused circles before
    if (depth > deepest) return {};
    const Json* given = role_in(in, role);
    if (given != nullptr && given->contains(part) && (*given)[part].contains(name)) {
      const Json& value = (*given)[part][name]["value"];
      return {value.is_string() ? value.get<std::string>() : value.dump(), from};
    }
    if (given != nullptr && given->contains("like")) {
      const std::string like = (*given)["like"];
      const Role same{role.family, like};
      const std::size_t slash = like.find('/');
      const Role other =
          slash == std::string::npos ? same : Role{like.substr(0, slash), like.substr(slash + 1)};
      const bool elsewhere = slash != std::string::npos && in["families"].contains(other.family);
      return find(in, elsewhere ? other : same, part, name, from.empty() ? "as " + like : from, depth + 1);
    }
    if (!in.contains("transferred_from")) return {};
    const std::string base = in["transferred_from"]["kernels"];
    const auto known = bases.find(base);
    return known == bases.end() ? WrittenValue{}
                                : find(known->second, role, part, name, "as on " + base, depth + 1);
  }
};

Result<WrittenValues> WrittenValues::load(const ProfileLibrary& library, const std::filesystem::path& file) {
  TRAINYARD_TRY(text, read_file(file));
  TRAINYARD_TRY(parsed, JsonDocument::parse(text, file.string()));
  TRAINYARD_TRY(document, parse_kernels(parsed));
  TRAINYARD_TRY(resolved, library.resolve(document));
  (void)resolved;
  auto source = std::make_shared<Source>(Source{Json::parse(text), {}});
  const Json* top = &source->document;
  while (top->contains("transferred_from")) {
    const std::string base = (*top)["transferred_from"]["kernels"];
    TRAINYARD_TRY(below, library.find("kernels", base));
    TRAINYARD_TRY(below_text, read_file(below));
    top = &source->bases.insert_or_assign(base, Json::parse(below_text)).first->second;
  }
  return WrittenValues(std::move(source));
}

WrittenValue WrittenValues::find(const std::string& family, const std::string& role, std::string_view part,
                                 const std::string& name) const {
  return source_->find(source_->document, {family, role}, std::string(part), name, {}, 0);
}

}  // namespace trainyard
