#include "ui/widgets/map/empty_page.h"

#include "ui/state/app_paths.h"
#include "ui/widgets/look/look.h"
#include "ui/widgets/look/wrapped_button.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace embedscope {

EmptyPage::EmptyPage(QWidget *parent) : QScrollArea(parent)
{
    setObjectName(u"emptyPage"_s);
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus); // its buttons have it, and are scrolled to
    auto *page = new QWidget;
    page->setBackgroundRole(QPalette::Base);
    page->setAutoFillBackground(true);
    auto *box = new QVBoxLayout;
    box->setSpacing(8);
    QLabel *title = makeLabel(tr("Paste or drop sentences here"), LabelKind::Heading);
    setRelativeFont(title, 1.6, QFont::DemiBold);
    title->setAlignment(Qt::AlignCenter);
    title->setWordWrap(true);
    QLabel *about = makeLabel(tr("Each one becomes a point. Texts that mean similar things lie near each other."),
                              LabelKind::Secondary);
    about->setAlignment(Qt::AlignCenter);
    box->addWidget(title);
    box->addWidget(about);
    box->addSpacing(8);
    auto *open = new QPushButton(tr("&Open a file…"));
    open->setProperty("primary", true);
    open->setMinimumHeight(32);
    connect(open, &QPushButton::clicked, this, &EmptyPage::openRequested);
    box->addWidget(open, 0, Qt::AlignHCenter);
    const auto all = readSamples(samplesPath());
    if (all && !all->isEmpty()) {
        box->addSpacing(12);
        QLabel *or_ = makeLabel(tr("or look at one of these first:"), LabelKind::Secondary);
        or_->setAlignment(Qt::AlignCenter);
        box->addWidget(or_);
        auto *row = new QHBoxLayout; // all as wide as the widest
        auto *samples = new QVBoxLayout;
        samples->setSpacing(box->spacing());
        row->addStretch(1);
        row->addLayout(samples);
        row->addStretch(1);
        box->addLayout(row);
        for (const Sample &sample : *all) {
            auto *button = new WrappedButton(sample.title);
            button->setMinimumHeight(30);
            button->setToolTip(plainToolTip(sample.description));
            button->setAccessibleDescription(sample.description);
            connect(button, &QPushButton::clicked, this, [this, sample] { Q_EMIT sampleChosen(sample); });
            samples->addWidget(button);
        }
    }
    auto *outer = new QVBoxLayout(page);
    outer->setContentsMargins(24, 16, 24, 16);
    outer->addStretch();
    outer->addLayout(box);
    outer->addStretch();
    setWidget(page);
}

} // namespace embedscope
