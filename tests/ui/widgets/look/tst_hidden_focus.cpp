#include "ui/widgets/look/hidden_focus.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QTest>
#include <QWidget>

using namespace embedscope;

class TestHiddenFocus : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void onlyWhatTakesTheFocusAlongIsTold()
    {
        QWidget window;
        auto *column = new QHBoxLayout(&window);
        auto *elsewhere = new QPushButton;
        auto *bar = new QWidget;
        column->addWidget(elsewhere);
        column->addWidget(bar);
        auto *row = new QHBoxLayout(bar);
        auto *first = new QPushButton;
        auto *second = new QPushButton;
        row->addWidget(first);
        row->addWidget(second);
        int told = 0;
        whenFocusHides(bar, [&] {
            ++told;
            elsewhere->setFocus();
        });
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        first->setFocus();
        second->hide();
        QCOMPARE(told, 0);
        first->hide();
        QCOMPARE(told, 1);
        QVERIFY(elsewhere->hasFocus());
        first->show();
        second->show();
        bar->hide(); // the focus is not in it
        QCOMPARE(told, 1);
        bar->show();
        second->setFocus();
        bar->hide();
        QCOMPARE(told, 2); // once, though the button hides with it
        QVERIFY(elsewhere->hasFocus());
        bar->show();
        second->setFocus();
        window.hide();
        QCOMPARE(told, 2);
    }
};

QTEST_MAIN(TestHiddenFocus)
#include "tst_hidden_focus.moc"
