#include "ui/widgets/bars/recipe_bar.h"

#include "core/embed/open_embedder.h"
#include "core/scene/build/build_scene.h"
#include "ui/state/axis_sides.h"
#include "ui/state/model_library.h"
#include "ui/widgets/bars/recipe_choices.h"
#include "ui/widgets/bars/recipe_settings.h"
#include "ui/widgets/bars/spectrum_field.h"
#include "ui/widgets/look/flow_layout.h"
#include "ui/widgets/look/look.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QDir>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QStandardItemModel>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

const QString kOpenFolder = u"\x01open"_s; ///< the entries that ask instead of choosing
const QString kModels = u"\x01models"_s;

QString shortName(const QString &name)
{
    constexpr int kLongestName = 40;
    return name.size() > kLongestName ? name.left(kLongestName) + u'…' : name;
}

} // namespace

RecipeBar::RecipeBar(Document &document, QWidget *parent)
    : QWidget(parent),
      m_document(document),
      m_model(new QComboBox),
      m_map(new QComboBox),
      m_colour(new QComboBox),
      m_clusters(new QComboBox),
      m_seed(new QPushButton),
      m_present(new QPushButton(tr("Present"))),
      m_export(new QPushButton(tr("Export…")))
{
    setObjectName(u"recipeBar"_s);
    auto *row = new FlowLayout(this);
    row->setContentsMargins(16, 4, 16, 8);
    row->setSpacing(6);
    m_model->setObjectName(u"modelBox"_s);
    m_map->setObjectName(u"mapBox"_s);
    m_colour->setObjectName(u"colourBox"_s);
    m_clusters->setObjectName(u"clustersBox"_s);
    m_seed->setObjectName(u"seedButton"_s);
    m_export->setObjectName(u"exportButton"_s);
    m_model->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_model->setToolTip(tr("What turns texts into numbers"));
    m_map->addItem(tr("PCA"), u"pca"_s);
    m_map->addItem(tr("MDS"), u"mds"_s);
    m_map->addItem(tr("UMAP"), u"umap"_s);
    m_map->addItem(tr("t-SNE"), u"tsne"_s);
    m_map->addItem(tr("Meaning axes…"), u"axes"_s);
    for (int i = 0; i < m_map->count(); ++i)
        if (const auto projection = projectionNamed(m_map->itemData(i).toString().toStdString()))
            m_map->setItemData(i, plainToolTip(QString::fromStdString(explainProjection(*projection))),
                               Qt::ToolTipRole);
    m_colour->setToolTip(tr("What the colours of the points mean"));
    addClusterChoices(*m_clusters);
    m_clusters->setToolTip(tr("Finds groups in the real vectors"));
    addLabelled(row, tr("Model"), m_model);
    addLabelled(row, tr("Map"), m_map);
    m_mapSettings = new MapSettings(document, row, this);
    addLabelled(row, tr("Colour by"), m_colour);
    addColourSettings(row);
    addLabelled(row, tr("Clusters"), m_clusters);
    m_densitySettings = new DensitySettings(document, row, this);
    addLabelled(row, tr("Chance"), m_seed);
    m_seed->setToolTip(tr("Rolls another seed: is the shape real, or chance?"));
    m_seed->setAccessibleDescription(m_seed->toolTip());
    for (QComboBox *box : {m_model, m_map, m_colour, m_clusters}) {
        ignoreWheelUnlessFocused(box);
        dropDownByArrows(box); // a map is made for each choice, and some ask for more
    }
    // At its longest the bar has one line in a window 1280 wide.
    m_clusters->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_clusters->setMinimumContentsLength(9);
    m_map->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    for (QComboBox *box : {m_colour, m_clusters})
        box->setMaxVisibleItems(30); // all, but for a table of many columns
    m_present->setToolTip(tr("Large writing, nothing but the map (F5)"));
    m_export->setProperty("primary", true);
    m_export->setToolTip(tr("Saves the picture (Ctrl+E)"));
    auto *ends = new QWidget;
    auto *buttons = new QHBoxLayout(ends);
    buttons->setContentsMargins(0, 0, 0, 0);
    buttons->setSpacing(row->spacing());
    for (QPushButton *button : {m_present, m_export}) {
        button->setAccessibleDescription(button->toolTip());
        buttons->addWidget(button);
    }
    row->addWidget(ends);

    connect(m_model, &QComboBox::activated, this, [this](int index) {
        const QString model = m_model->itemData(index).toString();
        refresh(); // back to what is true, until the document says otherwise
        if (model == kModels) {
            Q_EMIT modelsRequested();
            return;
        }
        if (model == kOpenFolder) {
            Q_EMIT modelFolderRequested();
            return;
        }
        Recipe recipe = m_document.recipe();
        recipe.model = model.toStdString();
        m_document.setRecipe(recipe, tr("Model: %1").arg(m_model->itemText(index)));
    });
    connect(m_map, &QComboBox::activated, this, [this](int index) {
        if (m_map->itemData(index).toString() == "axes"_L1) { // they have to be said first
            refresh();
            Q_EMIT axesRequested();
            return;
        }
        Recipe recipe = m_document.recipe();
        recipe.projection = projectionNamed(m_map->itemData(index).toString().toStdString()).value_or(PcaRecipe{});
        m_document.setRecipe(recipe, tr("Map: %1").arg(m_map->itemText(index)));
    });
    connect(m_colour, &QComboBox::activated, this, [this](int index) {
        const ColourChoice choice = colourOfKey(m_colour->itemData(index).toString(), m_document.view().colour());
        m_document.setColour(choice);
        if (choice.mode == ColourMode::Phrase && choice.phrase.empty())
            m_phrase->setFocus();
        if (choice.mode == ColourMode::Spectrum && choice.spectrum == AxisRecipe{})
            m_spectrum->setFocus();
    });
    connect(m_clusters, &QComboBox::activated, this,
            [this](int index) { chooseClusters(m_document, clusterChoice(*m_clusters, index)); });
    connect(m_seed, &QPushButton::clicked, this, [this] {
        Recipe recipe = m_document.recipe();
        recipe.seed = rollSeed(recipe.seed);
        m_document.setRecipe(recipe, tr("Seed: %1").arg(recipe.seed));
    });
    connect(m_present, &QPushButton::clicked, this, &RecipeBar::presentRequested);
    connect(m_export, &QPushButton::clicked, this, &RecipeBar::exportRequested);
    connect(&document, &Document::recipeChanged, this, &RecipeBar::refresh);
    connect(&document, &Document::viewChanged, this, &RecipeBar::refresh);
    connect(&document, &Document::corpusChanged, this, [this] {
        readColumns();
        refresh();
    });
    connect(&document, &Document::explorationChanged, this, &RecipeBar::refresh);
    readColumns();
    refresh();
}

void RecipeBar::setModels(const ModelLibrary *models)
{
    m_models = models;
    readModels();
    refresh();
}

/// Looks at the folders; not at every refresh.
void RecipeBar::readModels()
{
    m_local.clear();
    if (!m_models)
        return;
    for (const std::string &name : m_models->localNames())
        if (name != kDefaultModel && name != "noise")
            m_local += QString::fromStdString(name);
}

void RecipeBar::fillModels()
{
    const QSignalBlocker blocker(m_model);
    m_model->clear();
    m_model->addItem(u"all-MiniLM-L6-v2"_s, u"all-MiniLM-L6-v2"_s);
    m_model->addItem(tr("noise"), u"noise"_s);
    m_model->setItemData(1, tr("Numbers without meaning, for comparison"), Qt::ToolTipRole);
    for (const QString &name : m_local)
        m_model->addItem(shortName(name), name);
    const auto services = m_models ? m_models->services() : QVector<ServiceSetup>();
    for (const ServiceSetup &service : services) {
        m_model->addItem(shortName(service.model), QString::fromStdString(ModelLibrary::modelOf(service)));
        m_model->setItemData(m_model->count() - 1, tr("A service: texts are sent to it, after a question"),
                             Qt::ToolTipRole);
    }
    const QString current = QString::fromStdString(m_document.recipe().model);
    if (m_model->findData(current) < 0) {
        const ModelChoice choice = ModelChoice::of(m_document.recipe().model);
        QString name = m_document.modelName();
        if (m_document.hasImportedVectors())
            name = name.isEmpty() ? tr("vectors of the file") : name;
        else if (choice.kind == ModelChoice::Kind::Service)
            name = QString::fromStdString(choice.name);
        else
            name = m_document.embedder() ? name : QDir(QString::fromStdString(choice.name)).dirName();
        if (!m_document.hasImportedVectors() && choice.precision == Precision::Int8)
            name = tr("%1, int8").arg(name);
        m_model->addItem(shortName(name), current);
    }
    m_model->insertSeparator(m_model->count());
    if (m_models)
        m_model->addItem(tr("Models…"), kModels);
    else
        m_model->addItem(tr("Open a model folder…"), kOpenFolder);
    m_model->setCurrentIndex(m_model->findData(current));
}

void RecipeBar::addColourSettings(QLayout *row)
{
    auto *number = addGroup(row, m_component);
    m_number = new QSpinBox;
    m_number->setObjectName(u"colourNumber"_s);
    m_number->setMinimum(1);
    m_number->setToolTip(tr("Which of a vector's numbers: blue where it is positive, orange where it is negative"));
    calm(m_number);
    addLabelled(number, tr("Number"), m_number);
    auto *phrase = addGroup(row, m_like);
    m_phrase = new QLineEdit;
    m_phrase->setObjectName(u"colourPhrase"_s);
    m_phrase->setPlaceholderText(tr("Type a phrase, Enter"));
    m_phrase->setMaxLength(2000);
    m_phrase->setMinimumWidth(180);
    m_phrase->installEventFilter(this);
    m_phrase->setToolTip(tr("Colours each text by how similar it is to this phrase, which is not added to the texts"));
    addLabelled(phrase, tr("Similar to"), m_phrase);
    m_spectrum = new SpectrumField(m_document);
    addLabelled(addGroup(row, m_between), tr("Between"), m_spectrum);
    connect(m_number, &QSpinBox::valueChanged, this, [this](int value) {
        ColourChoice choice = m_document.view().colour();
        choice.component = value - 1;
        m_document.setColour(choice);
    });
    connect(m_phrase, &QLineEdit::editingFinished, this, [this] {
        ColourChoice choice = m_document.view().colour();
        choice.phrase = m_phrase->text().trimmed().toStdString();
        m_document.setColour(choice);
    });
}

/// Looks at every text; not at every refresh.
void RecipeBar::readColumns()
{
    m_columns.clear();
    const Corpus &corpus = m_document.corpus();
    for (const std::size_t column : numericColumns(corpus.texts, corpus.columnNames.size()))
        m_columns += QString::fromStdString(corpus.columnNames[column]);
}

void RecipeBar::fillColours()
{
    const QSignalBlocker blocker(m_colour);
    const ColourChoice now = m_document.view().colour();
    QStringList keys = colourKeys(m_columns);
    if (!keys.contains(colourKey(now)))
        keys.insert(keys.size() - 1, colourKey(now));
    QStringList there;
    for (int i = 0; i < m_colour->count(); ++i)
        there += m_colour->itemData(i).toString();
    if (keys != there) {
        m_colour->clear();
        for (const QString &key : keys)
            m_colour->addItem(colourTitle(key), key);
        const auto tell = [this](const char *key, const QString &words) {
            m_colour->setItemData(m_colour->findData(QString::fromLatin1(key)), words, Qt::ToolTipRole);
        };
        tell("similarity", tr("Cosine similarity to the text that all are compared with"));
        tell("angle", tr("Angle to it, in degrees"));
        tell("distance", tr("Euclidean distance to it"));
        tell("phrase", tr("Similarity to a phrase that you type"));
        tell("spectrum", tr("Place between two groups of examples that you type or select"));
        tell("number", tr("One of the numbers of each text's vector: what does it mean?"));
        tell("kept", tr("How many of each text's nearest neighbours are near it on the map"));
        tell("length", tr("Length of the vector"));
    }
    m_colour->setCurrentIndex(m_colour->findData(colourKey(now)));
    m_component->setVisible(now.mode == ColourMode::Component);
    m_like->setVisible(now.mode == ColourMode::Phrase);
    m_between->setVisible(now.mode == ColourMode::Spectrum);
    const QSignalBlocker numberBlocker(m_number);
    const ExplorationPtr exploration = m_document.exploration();
    const int dimensions = exploration ? static_cast<int>(exploration->vectors.cols()) : 0;
    m_number->setMaximum(std::max({1, dimensions, now.component + 1}));
    m_number->setValue(now.component + 1);
    if (!m_phrase->hasFocus() || m_phrase->text().isEmpty())
        m_phrase->setText(QString::fromStdString(now.phrase));
}

void RecipeBar::refresh()
{
    const Recipe &recipe = m_document.recipe();
    fillModels();
    // The box says what is drawn, also where a method could not do what was asked for.
    const ExplorationPtr exploration = m_document.exploration();
    const bool drawn = exploration && exploration->map && exploration->recipe == recipe;
    const ProjectionRecipe &projection = drawn ? exploration->map->projection : recipe.projection;
    m_map->setCurrentIndex(m_map->findData(QString::fromLatin1(projectionName(projection))));
    fitMapBox();
    if (auto *items = qobject_cast<QStandardItemModel *>(m_map->model())) {
        const QString why = whyNoMds(m_document);
        QStandardItem *mds = items->item(m_map->findData(u"mds"_s));
        mds->setEnabled(why.isEmpty());
        mds->setToolTip(why.isEmpty() ? plainToolTip(QString::fromStdString(explainProjection(MdsRecipe{}))) : why);
    }
    QString about = QString::fromStdString(explainProjection(projection));
    if (const std::size_t texts = m_document.corpus().size(); texts > 0 && projection == defaultProjection(texts))
        about += u'\n' + QString::fromLatin1(whyDefaultProjection(texts));
    if (const auto *axes = std::get_if<AxesRecipe>(&recipe.projection); axes && exploration)
        about += u"\n\n"_s + endsText(*axes, *exploration);
    m_map->setToolTip(plainToolTip(about));
    m_map->setAccessibleDescription(about);
    m_mapSettings->refresh();
    fillColours();
    const bool off = recipe.clusters.method == ClusterRecipe::Method::None;
    m_clusters->setCurrentIndex(clusterChoiceIndex(*m_clusters, recipe.clusters));
    const bool found = drawn && exploration->clusters && !off && recipe.clusters.k == 0 &&
                       recipe.clusters.method == ClusterRecipe::Method::KMeans;
    m_clusters->setItemText(m_clusters->findData(0),
                            found ? tr("Automatic (%1)").arg(exploration->clusters->clusters.size()) : tr("Automatic"));
    m_densitySettings->refresh();
    m_seed->setText(tr("Seed %1").arg(recipe.seed));
    m_seed->setAccessibleName(tr("Seed %1, roll another").arg(recipe.seed));
    m_seed->setIcon(icon(u"die"_s, palette().color(QPalette::Text)));
    m_export->setEnabled(!m_document.corpus().empty());
    m_present->setEnabled(!m_document.corpus().empty());
}

/// As wide as the short names want, as the settings of most maps need room, too; the long one has none of its own.
void RecipeBar::fitMapBox()
{
    constexpr int kShort = 4;
    constexpr int kLong = 10;
    m_map->setMinimumContentsLength(m_map->currentData().toString() == "axes"_L1 ? kLong : kShort);
    m_map->view()->setMinimumWidth(m_map->view()->sizeHintForColumn(0) + 2 * m_map->view()->frameWidth());
}

/// A phrase that was typed and not entered is taken back by Esc.
bool RecipeBar::eventFilter(QObject *watched, QEvent *event)
{
    const QString entered = QString::fromStdString(m_document.view().phrase);
    if (watched == m_phrase && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape && m_phrase->text().trimmed() != entered) {
        m_phrase->setText(entered);
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void RecipeBar::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        m_seed->setIcon(icon(u"die"_s, palette().color(QPalette::Text)));
    QWidget::changeEvent(event);
}

void RecipeBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Base));
    painter.setPen(palette().color(QPalette::Mid));
    painter.drawLine(0, height() - 1, width(), height() - 1);
}

} // namespace embedscope
