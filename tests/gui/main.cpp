// Tests of the dashboard run where no display is.
#include <gtest/gtest.h>

#include <QApplication>

int main(int argc, char** argv) {
  if (qgetenv("QT_QPA_PLATFORM").isEmpty()) qputenv("QT_QPA_PLATFORM", "offscreen");
  QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs);  // tests fill in file dialogs
  QApplication app(argc, argv);
  QApplication::setApplicationName(QStringLiteral("trainyard-test"));
  QApplication::setOrganizationName(QStringLiteral("trainyard-test"));
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
