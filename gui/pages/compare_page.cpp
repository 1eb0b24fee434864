// Two to six scenarios side by side.
#include <map>

#include "gui/pages/page.h"
#include "gui/view_models/compare_content.h"

namespace trainyard::gui {

namespace {

class ComparePage : public Page {
 public:
  using Page::Page;

 protected:
  bool follows_choice() const override { return false; }

  void refresh(bool moving) override {
    const std::vector<Entry> entries = workbench_.entries();
    const ProfileLibrary library = workbench_.library();
    std::map<std::string, Evaluated> known = known_;
    job_.run<Answer>(
        [entries, library, moving, known = std::move(known)](const JobControl& control) mutable {
          Answer answer;
          const std::vector<std::string> labels = labels_of(entries);
          for (std::size_t i = 0; i < entries.size() && !control.stop->load(); ++i) {
            CompareEntry item{labels[i], {}, {}};
            const std::string key = identity_of(entries[i]) + (moving ? "" : "with interval");
            const auto found = known.find(key);
            if (found != known.end() && found->second.stamp == stamp_of(found->second.scenario.documents)) {
              item.evaluated = found->second;
            } else {
              Result<Evaluated> made = evaluate(library, entries[i], {.interval = !moving});
              if (made) {
                item.evaluated = std::move(made.value());
              } else {
                item.problems = std::move(made.error());
              }
            }
            if (item.evaluated) answer.known.insert_or_assign(key, *item.evaluated);
            answer.items.push_back(std::move(item));
            control.progress("simulating", i + 1, entries.size());
          }
          answer.content = compare_content(answer.items);
          return answer;
        },
        [this](Answer answer) {
          known_ = std::move(answer.known);
          view_->show_content(std::move(answer.content));
        });
  }

 private:
  struct Answer {
    std::vector<CompareEntry> items{};
    Content content{};
    std::map<std::string, Evaluated> known{};
  };
  std::map<std::string, Evaluated> known_{};  // of what is shown, so that only what changed is simulated
};

}  // namespace

Page* make_compare_page(Workbench& workbench) {
  return new ComparePage(workbench);
}

}  // namespace trainyard::gui
