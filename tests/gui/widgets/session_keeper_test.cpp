// What was compared is there again after the window went away, however it went.
#include "gui/window/session_keeper.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QAction>
#include <QElapsedTimer>
#include <QProcess>
#include <QTest>
#include <filesystem>

#include "gui/window/main_window.h"
#include "gui/window/screenshots.h"
#include "sim/base/json_reader.h"
#include "tests/support/own_folder.h"

namespace trainyard::gui {
namespace {

using ::testing::HasSubstr;

constexpr int patience = 120'000;  // ms

Entry entry(const char* scenario) {
  return {scenario, {}};
}

class Keeper : public OwnFolder {
 protected:
  std::filesystem::path last_ = folder() / "last_session.json";
};

TEST_F(Keeper, WritesOnceTheSessionRests) {
  Session session{{entry("llama-3-70b-h100")}, 0, "run", {}, {}};
  SessionKeeper keeper(folder(), [&] { return session; });
  EXPECT_TRUE(keeper.previous().empty());
  keeper.changed();
  EXPECT_FALSE(std::filesystem::exists(last_));
  ASSERT_TRUE(QTest::qWaitFor([&] { return std::filesystem::exists(last_); }, patience));
  EXPECT_EQ(read_session(last_).value(), session);
}

TEST_F(Keeper, PutsTheSessionOfTheWindowBeforeAside) {
  const Session first{{entry("llama-3-70b-h100")}, 0, "run", {}, {}};
  SessionKeeper(folder(), [&] { return first; }).save();
  SessionKeeper second(folder(), [] { return Session{}; });
  second.save();
  EXPECT_EQ(read_session(second.previous()).value(), first);
}

TEST_F(Keeper, TellsOnceThatItCannotWrite) {
  ASSERT_TRUE(write_file(folder() / "file", "not a folder"));
  Session session{{entry("llama-3-70b-h100")}, 0, "run", {}, {}};
  SessionKeeper keeper(folder() / "file", [&] { return session; });
  QStringList told;
  QObject::connect(&keeper, &SessionKeeper::problem, [&](const QString& text) { told.push_back(text); });
  keeper.save();
  session.page = "compare";
  keeper.save();
  ASSERT_EQ(told.size(), 1);
  EXPECT_THAT(told.front().toStdString(), HasSubstr("last_session.json"));
}

TEST_F(Keeper, AWindowOffersTheSessionOfTheOneBefore) {
  {
    MainWindow window(ProfileLibrary::shipped().value(), {});
    window.keep_session_in(folder());
    window.workbench().add(with_override(entry("llama-3-70b-h100"), "plan.micro_batch", "2"));
    window.show_page(QStringLiteral("memory"));
    window.close();
  }
  MainWindow window(ProfileLibrary::shipped().value(), {});
  window.keep_session_in(folder());
  for (QAction* action : window.findChildren<QAction*>())
    if (action->text() == QStringLiteral("Open the &last session again")) action->trigger();
  ASSERT_TRUE(settle(window, patience));
  ASSERT_EQ(window.workbench().entries().size(), 1U);
  EXPECT_EQ(window.workbench().entries().front(),
            with_override(entry("llama-3-70b-h100"), "plan.micro_batch", "2"));
  EXPECT_EQ(window.page_id(), QStringLiteral("memory"));
}

TEST_F(Keeper, AKilledWindowLosesNothing) {
  QProcess program;
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  environment.insert(QStringLiteral("XDG_CONFIG_HOME"), QString::fromStdString(folder().string()));
  environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
  program.setProcessEnvironment(environment);
  program.start(QStringLiteral(TRAINYARD_GUI_PROGRAM),
                {QStringLiteral("--page"), QStringLiteral("search"), QStringLiteral("llama-3-70b-h100")});
  std::filesystem::path kept;
  const auto found = [&] {
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder()))
      if (file.path().filename() == "last_session.json") kept = file.path();
    return !kept.empty();
  };
  ASSERT_TRUE(QTest::qWaitFor(found, patience)) << program.readAllStandardError().toStdString();
  program.kill();
  ASSERT_TRUE(program.waitForFinished(patience));
  EXPECT_EQ(program.exitStatus(), QProcess::CrashExit);
  const Result<Session> session = read_session(kept);
  ASSERT_TRUE(session);
  ASSERT_EQ(session.value().entries.size(), 1U);
  EXPECT_EQ(session.value().entries.front(), entry("llama-3-70b-h100"));
  EXPECT_EQ(session.value().page, "search");
  // The next window finds it.
  SessionKeeper next(kept.parent_path(), [] { return Session{}; });
  EXPECT_EQ(read_session(next.previous()).value(), session.value());
}

TEST_F(Keeper, ASessionWithAPageThatThereIsNotIsToldWithThoseThereAre) {
  ASSERT_TRUE(write_file(folder() / "session.json",
                         R"({"trainyard_session": 1, "entries": [], "chosen": 0, "page": "serach"})"));
  MainWindow window(ProfileLibrary::shipped().value(), {});
  const Result<void> opened = window.try_open(QString::fromStdString((folder() / "session.json").string()));
  ASSERT_FALSE(opened);
  EXPECT_THAT(to_text(opened.error()),
              HasSubstr("/page: there is no page \"serach\" (did you mean \"search\""));
}

}  // namespace
}  // namespace trainyard::gui
