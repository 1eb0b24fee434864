// Parts of a report on pages.
#include "gui/charts/paper_pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace trainyard::gui {
namespace {

using ::testing::ElementsAre;

PaperPart part(double height, bool with_next = false) {
  return {height, 10, with_next, 0, {}, {}};
}

TEST(PaperPages, TurnWhereSomethingDoesNotFit) {
  const std::vector<PaperPart> parts{part(40), part(50), part(1)};
  EXPECT_THAT(on_pages(parts, 100), ElementsAre(PlacedPart{0, 0, 0, false}, PlacedPart{1, 0, 50, false},
                                                PlacedPart{2, 1, 0, false}));
  EXPECT_THAT(on_pages({}, 100), ElementsAre());
}

TEST(PaperPages, LeaveNoHeadingAlone) {
  const std::vector<PaperPart> parts{part(40), part(10, true), part(5, true), part(50)};
  EXPECT_THAT(on_pages(parts, 100), ElementsAre(PlacedPart{0, 0, 0, false}, PlacedPart{1, 1, 0, false},
                                                PlacedPart{2, 1, 20, false}, PlacedPart{3, 1, 35, false}));
}

TEST(PaperPages, LetGoOfWhatIsHigherThanAPage) {
  const std::vector<PaperPart> parts{part(40), part(10, true), part(95), part(300), part(10)};
  EXPECT_THAT(on_pages(parts, 100),
              ElementsAre(PlacedPart{0, 0, 0, false}, PlacedPart{1, 0, 50, false}, PlacedPart{2, 1, 0, false},
                          PlacedPart{3, 2, 0, false}, PlacedPart{4, 3, 0, false}));
}

TEST(PaperPages, RepeatHeadsOnly) {
  const auto head = std::make_shared<const PaperPart>(part(20));
  std::vector<PaperPart> parts{part(20), part(40), part(40)};
  parts[1].repeated = parts[2].repeated = head;
  EXPECT_THAT(on_pages(parts, 100), ElementsAre(PlacedPart{0, 0, 0, false}, PlacedPart{1, 0, 30, false},
                                                PlacedPart{2, 1, 30, true}));
}

TEST(PaperPages, BeginAnewWhereTooLittleIsLeft) {
  std::vector<PaperPart> parts{part(40), part(10)};
  parts[1].least_room = 60;
  EXPECT_EQ(on_pages(parts, 100)[1], (PlacedPart{1, 1, 0, false}));
  EXPECT_EQ(on_pages(parts, 120)[1], (PlacedPart{1, 0, 50, false}));
}

}  // namespace
}  // namespace trainyard::gui
