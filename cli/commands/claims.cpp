// trainyard claims: popular figures beside their sources and the simulation.
#include "models/report/claims.h"

#include <array>
#include <ostream>

#include "cli/commands/command.h"

namespace trainyard::cli {
namespace {

constexpr std::array<Option, 1> options{{{"json", "", "one JSON document instead of text"}}};
constexpr std::string_view lesson =
    R"(Each claim stands beside the primary source of its figures, with what follows from them by arithmetic. Then
DeepSeek-V3 and what the told sentence asks are simulated: V2's 8.1T tokens on H800, on A100-SXM and on
Fire-Flyer 2 (a few seconds), and the places where the told number really stands are named.
)";

ExitCode run(const Arguments& arguments, Console& console) {
  const Result<ProfileLibrary> library = ProfileLibrary::shipped();
  if (!library) return refuse(library.error(), console);
  Result<Claims> claims = load_claims(library.value());
  if (!claims) return refuse(claims.error(), console);
  const Result<void> simulated = simulate_claims(library.value(), claims.value());
  if (!simulated) return refuse(simulated.error(), console);
  console.out << (arguments.has("json") ? write_json_claims(claims.value())
                                        : write_text_claims(claims.value(), console.colour));
  return ExitCode::done;
}

}  // namespace

Command claims_command() {
  return {"claims", "Popular figures about DeepSeek's runs, beside their sources and the simulation.",
          {},       options,
          lesson,   run};
}

}  // namespace trainyard::cli
