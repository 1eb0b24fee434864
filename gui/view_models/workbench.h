#pragma once
// What the window works on: two to six scenarios side by side, one of them chosen.
#include <QObject>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "hardware_profiles/profile_library.h"
#include "models/compare/compare.h"
#include "models/estimate/estimate.h"
#include "models/estimate/given_scenario.h"
#include "models/estimate/scenario.h"

namespace trainyard::gui {

using Entry = GivenScenario;

/// `entry` with one field set; an earlier setting of the same path is replaced. An empty value takes it away.
[[nodiscard]] Entry with_override(Entry entry, const std::string& path, const std::string& value);

/// Tells an entry from every other, and from itself before its file was written anew.
[[nodiscard]] std::string identity_of(const Entry& entry);
/// Changes when one of the files does. Files that are gone count as well.
[[nodiscard]] std::string stamp_of(std::span<const std::filesystem::path> files);

/// An entry read and simulated.
struct Evaluated {
  Scenario scenario{};
  Estimate estimate{};
  std::string stamp{};  // of its files, right after they were read
};
/// Errors: those of load_scenario and estimate.
[[nodiscard]] Result<Evaluated> evaluate(const ProfileLibrary& library, const Entry& entry,
                                         const EstimateOptions& options);

inline constexpr std::size_t most_entries = most_compared;

/// The entries, the chosen one and the baseline. Pages look at it and are told when it changes.
class Workbench : public QObject {
  Q_OBJECT
 public:
  explicit Workbench(ProfileLibrary library, QObject* parent = nullptr);

  [[nodiscard]] const ProfileLibrary& library() const { return library_; }
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
  [[nodiscard]] std::size_t chosen() const { return chosen_; }
  [[nodiscard]] const Entry* chosen_entry() const;

  /// Adds `entry` and chooses it; when there are six already the chosen one is replaced.
  void add(Entry entry);
  /// The only entry from now on.
  void open(Entry entry);
  void replace(std::size_t index, Entry entry);
  void replace_all(std::vector<Entry> entries, std::size_t chosen);
  void remove(std::size_t index);
  void choose(std::size_t index);
  /// A copy of the chosen entry beside it, chosen: what a what-if starts from.
  void duplicate();
  /// Makes `index` the first one, against which others are compared.
  void make_baseline(std::size_t index);

 signals:
  void entriesChanged();
  void chosenChanged();
  /// A slider moves: pages may show the step without its interval until entriesChanged().
  void entryMoved(std::size_t index);

 public:
  /// As replace, while a slider is held.
  void move(std::size_t index, Entry entry);

 private:
  ProfileLibrary library_;
  std::vector<Entry> entries_;
  std::size_t chosen_ = 0;
};

}  // namespace trainyard::gui
