// Tests of the dashboard run where no display is.
#include <gtest/gtest.h>

#include <QApplication>
#include <QTemporaryDir>

int main(int argc, char** argv) {
  if (qgetenv("QT_QPA_PLATFORM").isEmpty()) qputenv("QT_QPA_PLATFORM", "offscreen");
  // Settings of their own: recent files and the folder that dialogs open last.
  const QTemporaryDir settings;
  qputenv("XDG_CONFIG_HOME", settings.path().toUtf8());
  QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs);  // tests fill in file dialogs
  QApplication app(argc, argv);
  QApplication::setApplicationName(QStringLiteral("trainyard-test"));
  QApplication::setOrganizationName(QStringLiteral("trainyard-test"));
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
