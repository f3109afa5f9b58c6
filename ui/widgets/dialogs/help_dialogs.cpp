#include "ui/widgets/dialogs/help_dialogs.h"

#include "ui/widgets/look/look.h"
#include "ui/widgets/look/screen_fit.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QKeySequence>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

struct Help
{
    Q_DECLARE_TR_FUNCTIONS(Help)
};

} // namespace

QDialog *showShortcuts(QWidget *parent)
{
    auto *dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(Help::tr("Keyboard shortcuts"));
    auto *page = new QWidget;
    auto *grid = new QGridLayout(page);
    grid->setHorizontalSpacing(24);
    const auto key = [](QKeySequence::StandardKey standard) {
        return QKeySequence(standard).toString(QKeySequence::NativeText);
    };
    const std::pair<QString, QString> lines[] = {
        {Help::tr("On the map: arrow keys"), Help::tr("walk to the nearest point that way")},
        {u"] ["_s, Help::tr("walk the true neighbours, by the real vectors")},
        {Help::tr("Enter, Space"), Help::tr("select the point; add it to the selection")},
        {Help::tr("Shift + arrow keys"), Help::tr("move the map")},
        {u"+ − 0"_s, Help::tr("zoom in, zoom out, fit all")},
        {Help::tr("Esc"), Help::tr("one level back")},
        {Help::tr("Shift + drag"), Help::tr("select with a loop")},
        {Help::tr("Drag a selected point"), Help::tr("to a side: the selection is that end of a meaning axis")},
        {Help::tr("Ctrl + click"), Help::tr("add to the selection")},
        {Help::tr("In the list: F2, Del"), Help::tr("edit, delete")},
        {Help::tr("In the list: letters"), Help::tr("go to the text that begins with them")},
        {u"F6"_s, Help::tr("the next part of the window")},
        {u"Ctrl+G"_s, Help::tr("groups and labels")},
        {u"Ctrl+D"_s, Help::tr("compare the selected text with the others")},
        {key(QKeySequence::Find), Help::tr("find a text")},
        {key(QKeySequence::Undo), Help::tr("undo, as often as you like")},
        {u"Ctrl+E"_s, Help::tr("export the picture")},
        {u"Ctrl+Shift+. , 0"_s, Help::tr("larger, smaller, usual writing")},
        {u"F5"_s, Help::tr("present")},
    };
    int row = 0;
    for (const auto &[keys, what] : lines) {
        grid->addWidget(makeLabel(keys, LabelKind::Strong), row, 0);
        grid->addWidget(makeLabel(what), row, 1);
        ++row;
    }
    grid->setColumnStretch(1, 1);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    // On a small screen, or with large writing, it scrolls.
    auto *scroll = new QScrollArea;
    scroll->setAccessibleName(dialog->windowTitle());
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidgetResizable(true);
    scroll->setWidget(page);
    page->setAutoFillBackground(false);
    scroll->viewport()->setAutoFillBackground(false);
    auto *layout = new QVBoxLayout(dialog);
    layout->addWidget(scroll);
    layout->addWidget(buttons);
    const int letter = dialog->fontMetrics().averageCharWidth();
    const int width = std::max(page->minimumSizeHint().width(), 72 * letter);
    const QSize around = QSize(48, 40) + QSize(0, buttons->sizeHint().height());
    resizeWithinScreen(*dialog, QSize(width, grid->heightForWidth(width)) + around);
    dialog->show();
    return dialog;
}

QDialog *showAbout(QWidget *parent)
{
    auto *dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(Help::tr("About Embedscope"));
    auto *layout = new QVBoxLayout(dialog);
    layout->addWidget(
        makeLabel(Help::tr("Embedscope %1").arg(QCoreApplication::applicationVersion()), LabelKind::Heading));
    layout->addWidget(makeLabel(Help::tr("Sentences in, a map of meaning out. Nothing leaves this computer.")));
    layout->addWidget(
        makeLabel(Help::tr("Apache License 2.0. The model is all-MiniLM-L6-v2 of the sentence-transformers project, "
                           "Apache License 2.0."),
                  LabelKind::Secondary));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    layout->addWidget(buttons);
    dialog->resize(420, 180);
    dialog->show();
    return dialog;
}

} // namespace embedscope
