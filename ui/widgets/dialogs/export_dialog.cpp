#include "ui/widgets/dialogs/export_dialog.h"

#include "core/scene/build/build_scene.h"
#include "ui/render/export_picture.h"
#include "ui/render/qt_text_measurer.h"
#include "ui/render/scene_painter.h"
#include "ui/state/error_text.h"
#include "ui/state/picture_file.h"
#include "ui/widgets/look/look.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFile>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

constexpr QSize kPreview{420, 280};

} // namespace

ExportDialog::ExportDialog(Document &document, Prompts &prompts, Settings &settings, QWidget *parent)
    : QDialog(parent),
      m_document(document),
      m_prompts(prompts),
      m_settings(settings),
      m_kind(new QComboBox),
      m_width(new QSpinBox),
      m_height(new QSpinBox),
      m_scale(new QDoubleSpinBox),
      m_theme(new QComboBox),
      m_labels(new QCheckBox(tr("&Labels"))),
      m_recipe(new QCheckBox(tr("Carry the &texts along"))),
      m_preview(new QLabel),
      m_about(makeLabel({}, LabelKind::Secondary)),
      m_error(makeLabel({})),
      m_save(new QPushButton(tr("&Save…")))
{
    setObjectName(u"exportDialog"_s);
    setWindowTitle(tr("Export the picture"));
    const ExportOptions remembered = settings.exportOptions();
    m_kind->addItem(tr("PNG, an image"), u"png"_s);
    m_kind->addItem(tr("SVG, lines and text"), u"svg"_s);
    m_kind->addItem(tr("PDF, for print"), u"pdf"_s);
    for (QSpinBox *box : {m_width, m_height}) {
        box->setRange(16, 20000);
        box->setSuffix(tr(" px"));
    }
    m_width->setValue(remembered.size.width());
    m_height->setValue(remembered.size.height());
    m_scale->setRange(0.25, 8);
    m_scale->setSingleStep(0.5);
    m_scale->setDecimals(2);
    m_scale->setSuffix(tr(" ×"));
    m_scale->setValue(remembered.scale);
    m_theme->addItem(tr("Light"), static_cast<int>(Theme::Light));
    m_theme->addItem(tr("Dark"), static_cast<int>(Theme::Dark));
    m_theme->setCurrentIndex(m_theme->findData(static_cast<int>(document.view().theme)));
    m_labels->setChecked(remembered.labels && document.view().showLabels);
    m_recipe->setChecked(remembered.recipe);
    m_recipe->setObjectName(u"exportRecipe"_s);
    m_recipe->setToolTip(
        tr("Texts, settings and view travel inside the file, unseen: dropped on the window, it brings this "
           "map back. Switch it off to give away nothing but the picture."));
    m_recipe->setAccessibleDescription(m_recipe->toolTip());
    m_preview->setMinimumSize(kPreview);
    m_preview->setAlignment(Qt::AlignCenter);
    m_preview->setWordWrap(true);
    m_preview->setObjectName(u"exportPreview"_s);
    m_preview->setAccessibleName(tr("Preview of the picture"));
    m_error->setObjectName(u"exportError"_s);
    m_error->hide();
    m_save->setProperty("primary", true);
    m_save->setDefault(true);
    m_save->setObjectName(u"exportSave"_s);

    auto *form = new QFormLayout;
    form->setHorizontalSpacing(12);
    form->addRow(tr("&Kind"), m_kind);
    form->addRow(tr("&Width"), m_width);
    form->addRow(tr("&Height"), m_height);
    form->addRow(tr("S&cale"), m_scale);
    form->addRow(tr("Th&eme"), m_theme);
    form->addRow(QString(), m_labels);
    form->addRow(QString(), m_recipe);
    const std::pair<QWidget *, QString> names[] = {{m_kind, tr("Kind of file")},
                                                   {m_width, tr("Width")},
                                                   {m_height, tr("Height")},
                                                   {m_scale, tr("Scale: how many times finer")},
                                                   {m_theme, tr("Theme")}};
    for (const auto &[widget, name] : names) {
        widget->setAccessibleName(name);
        ignoreWheelUnlessFocused(widget);
    }
    auto *right = new QVBoxLayout;
    right->addLayout(form);
    right->addWidget(m_about);
    right->addStretch();
    auto *top = new QHBoxLayout;
    top->setSpacing(20);
    top->addWidget(m_preview, 1);
    top->addLayout(right);
    auto *buttons = new QDialogButtonBox;
    buttons->addButton(m_save, QDialogButtonBox::AcceptRole);
    QPushButton *cancel = buttons->addButton(QDialogButtonBox::Cancel);
    cancel->setText(tr("&Cancel"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->addLayout(top, 1);
    layout->addWidget(m_error);
    layout->addWidget(buttons);

    connect(m_save, &QPushButton::clicked, this, [this] {
        if (save())
            accept();
    });
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &ExportDialog::refresh);
    connect(m_theme, &QComboBox::currentIndexChanged, this, &ExportDialog::refresh);
    connect(m_width, &QSpinBox::valueChanged, this, &ExportDialog::refresh);
    connect(m_height, &QSpinBox::valueChanged, this, &ExportDialog::refresh);
    connect(m_scale, &QDoubleSpinBox::valueChanged, this, &ExportDialog::refresh);
    connect(m_labels, &QCheckBox::toggled, this, &ExportDialog::refresh);
    connect(&document, &Document::explorationChanged, this, &ExportDialog::refresh);
    refresh();
}

QString ExportDialog::errorShown() const
{
    return m_error->isHidden() ? QString() : m_error->text();
}

ViewState ExportDialog::viewToDraw() const
{
    ViewState view = m_document.view();
    view.hovered = {};
    view.focused = {};
    view.camera.reset(); // another shape of picture: everything fitted
    view.theme = static_cast<Theme>(m_theme->currentData().toInt());
    view.showLabels = m_labels->isChecked();
    view.caption = true;
    return view;
}

Scene ExportDialog::sceneToDraw(ScreenSize size) const
{
    const QtTextMeasurer measurer;
    return buildScene(m_document.exploration(), viewToDraw(), size, measurer);
}

void ExportDialog::refresh()
{
    const bool pixels = m_kind->currentData().toString() == "png"_L1;
    m_scale->setEnabled(pixels);
    const double w = m_width->value();
    const double h = m_height->value();
    m_about->setText(
        pixels ? tr("%1 × %2 pixels").arg(std::lround(w * m_scale->value())).arg(std::lround(h * m_scale->value()))
               : tr("Scales without loss"));
    const bool firstLook = m_document.forming() && m_document.forming()->isFirstLook();
    const bool drawn = m_document.exploration() && m_document.exploration()->map && !firstLook;
    m_save->setEnabled(drawn);
    if (!drawn) { // the first of many texts are being embedded: the window shows a first look, which is no map yet
        m_preview->setText(tr("There is no map yet. It can be saved when it is there."));
        return;
    }
    const double ratio = m_preview->devicePixelRatioF();
    const double shrink = std::min(kPreview.width() / w, kPreview.height() / h);
    QPixmap pixmap((QSizeF(w, h) * shrink * ratio).toSize().expandedTo({1, 1}));
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(shrink * ratio, shrink * ratio);
    ScenePainter().paint(painter, sceneToDraw({w, h}));
    painter.end();
    pixmap.setDevicePixelRatio(ratio);
    m_preview->setPixmap(pixmap);
}

bool ExportDialog::save()
{
    m_error->hide();
    const QString ending = m_kind->currentData().toString();
    const QString suggestion = QDir(m_settings.lastFolder()).filePath(m_document.title() + u'.' + ending);
    QString path = m_prompts.askSaveFile(this, tr("Save the picture"), suggestion,
                                         tr("Pictures (*.%1);;All files (*)").arg(ending));
    if (path.isEmpty() || !m_save->isEnabled())
        return false;
    // The name decides where it says something else than the box above.
    auto format = pictureFormatOf(path.toStdString());
    if (!format) {
        path += u'.' + ending;
        format = pictureFormatOf(path.toStdString());
    }
    m_settings.setLastFolder(QFileInfo(path).absolutePath());
    ExportOptions options = m_settings.exportOptions();
    options.size = {m_width->value(), m_height->value()};
    options.scale = m_scale->value();
    options.labels = m_labels->isChecked();
    options.recipe = m_recipe->isChecked();
    m_settings.setExportOptions(options);
    const ScreenSize size{static_cast<double>(m_width->value()), static_cast<double>(m_height->value())};
    PictureWords words;
    words.title = m_document.title().toStdString();
    std::optional<PictureRecipe> recipe;
    if (m_recipe->isChecked())
        recipe = pictureRecipeOf(m_document, viewToDraw());
    const Status written = writePicture(QFile::encodeName(path).toStdString(), sceneToDraw(size),
                                        format.value_or(PictureFormat::Png), m_scale->value(), words, recipe);
    if (!written) {
        m_error->setText(errorText(written.error()));
        m_error->setAccessibleName(m_error->text());
        m_error->show();
        return false;
    }
    Q_EMIT exported(path);
    return true;
}

} // namespace embedscope
