// Theme, size of the writing, and presenting.
#include "ui/widgets/bars/import_bar.h"
#include "ui/widgets/bars/message_bar.h"
#include "ui/widgets/bars/recipe_bar.h"
#include "ui/widgets/bars/status_bar.h"
#include "ui/widgets/inspector/inspector.h"
#include "ui/widgets/map/map_area.h"
#include "ui/widgets/map/map_widget.h"
#include "ui/widgets/texts/texts_panel.h"
#include "ui/widgets/window/main_window.h"

#include <QAction>
#include <QApplication>
#include <QMenuBar>
#include <QSplitter>

#include <algorithm>
#include <cmath>
#include <initializer_list>

namespace embedscope {

void MainWindow::setTheme(ThemeChoice choice)
{
    m_settings.setTheme(choice);
    m_document.setTheme(applyTheme(*qApp, choice));
    refreshActions();
    refreshStatus();
}

void MainWindow::changeWriting(double factor)
{
    const double now = m_presenting ? m_settings.presenterScale() : m_settings.fontScale();
    setWriting(factor == 0 ? (m_presenting ? Settings::kPresenterScale : 1) : now * factor);
    showHint(tr("Writing: %1 %").arg(std::lround(m_document.view().fontScale * 100)));
}

/// Of the map and of the whole window; of the map alone while presenting, which has a size of its own.
void MainWindow::setWriting(double scale)
{
    scale = std::clamp(scale, Settings::kLeastFontScale, Settings::kMostFontScale);
    if (m_presenting) {
        m_settings.setPresenterScale(scale);
    } else {
        m_settings.setFontScale(scale);
        QFont font = m_plainFont;
        font.setPointSizeF(m_plainFont.pointSizeF() * scale);
        setProgramFont(font);
        if (isNarrow())
            m_splitter->setSizes(narrowSizes());
    }
    m_document.setFontScale(scale);
}

void MainWindow::setPresenting(bool on)
{
    if (on == isPresenting())
        return;
    if (on) {
        m_presenting = BeforePresenting{isFullScreen()};
        m_document.setFontScale(m_settings.presenterScale());
    } else {
        m_document.setFontScale(m_settings.fontScale());
    }
    for (QWidget *chrome : std::initializer_list<QWidget *>{m_bar, m_texts, m_inspector, m_status, menuBar()})
        chrome->setVisible(!on);
    m_area->setChromeVisible(!on);
    if (on) {
        m_message->dismiss();
        m_sendBar->hide();
        m_import->hide();
        showFullScreen();
        map()->setFocus();
    } else {
        const bool wasFullScreen = m_presenting->wasFullScreen;
        m_presenting.reset();
        refreshSendQuestion();
        if (!wasFullScreen)
            showNormal();
    }
    m_present->setChecked(on);
    map()->fitAll(Motion::Instant);
}

} // namespace embedscope
