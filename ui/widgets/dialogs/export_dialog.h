#pragma once

#include "core/scene/scene.h"
#include "ui/state/document/document.h"
#include "ui/state/settings.h"
#include "ui/widgets/dialogs/prompts.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QSpinBox;

namespace embedscope {

/// The picture as it will be, its size and kind; asks where to, and says inline what went wrong.
class ExportDialog : public QDialog
{
    Q_OBJECT
public:
    ExportDialog(Document &document, Prompts &prompts, Settings &settings, QWidget *parent = nullptr);

    /// Asks for a file and writes it. False: not asked for, or not written (errorShown() says why).
    bool save();
    QString errorShown() const;

Q_SIGNALS:
    void exported(const QString &path);

private:
    Document &m_document;
    Prompts &m_prompts;
    Settings &m_settings;
    QComboBox *m_kind;
    QSpinBox *m_width;
    QSpinBox *m_height;
    QDoubleSpinBox *m_scale;
    QComboBox *m_theme;
    QCheckBox *m_labels;
    QCheckBox *m_recipe;
    QLabel *m_preview;
    QLabel *m_about;
    QLabel *m_error;
    QPushButton *m_save;

    void refresh();
    ViewState viewToDraw() const;
    Scene sceneToDraw(ScreenSize size) const;
};

} // namespace embedscope
