#include "ui/widgets/map/map_area.h"

#include "core/scene/build/build_scene.h"
#include "ui/widgets/bars/recipe_choices.h"
#include "ui/widgets/bars/status_bar.h"
#include "ui/widgets/look/look.h"
#include "ui/widgets/map/empty_page.h"
#include "ui/widgets/map/map_widget.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

constexpr int kMargin = 16;
constexpr int kCardWidth = 320;

QPushButton *linkButton(const QString &text)
{
    auto *button = new QPushButton(text);
    button->setProperty("link", true);
    button->setCursor(Qt::PointingHandCursor);
    return button;
}

} // namespace

MapCardWidget::MapCardWidget(Document &document, QWidget *parent)
    : QFrame(parent),
      m_document(document),
      m_kept(makeLabel({}, LabelKind::Body)),
      m_worst(makeLabel({}, LabelKind::Secondary)),
      m_truth(linkButton(tr("Show the &truth"))),
      m_mds(linkButton(tr("Try M&DS"))),
      m_umap(linkButton(tr("Try &UMAP"))),
      m_pca(linkButton(tr("&Back to PCA"))),
      m_more(linkButton(tr("Det&ails"))),
      m_detail(makeLabel({}, LabelKind::Secondary))
{
    setObjectName(u"mapCard"_s);
    setAccessibleName(tr("What this map keeps"));
    m_truth->setCheckable(true);
    m_truth->setObjectName(u"showTruth"_s);
    m_truth->setToolTip(tr("Lines from the selected text to its true neighbours, wherever the map drew them"));
    m_truth->setAccessibleDescription(m_truth->toolTip());
    m_mds->setObjectName(u"tryMds"_s);
    m_mds->setToolTip(tr("A map that keeps distances rather than variance"));
    m_mds->setAccessibleDescription(m_mds->toolTip());
    m_umap->setObjectName(u"tryUmap"_s);
    m_umap->setToolTip(tr("A map that keeps neighbourhoods: for many texts"));
    m_umap->setAccessibleDescription(m_umap->toolTip());
    m_pca->setObjectName(u"backToPca"_s);
    m_pca->setToolTip(tr("The map that keeps the most variance"));
    m_pca->setAccessibleDescription(m_pca->toolTip());
    m_more->setObjectName(u"mapDetails"_s);
    m_more->setCheckable(true);
    m_more->setToolTip(tr("How well the map was measured to keep neighbours"));
    m_more->setAccessibleDescription(m_more->toolTip());
    m_detail->setObjectName(u"mapDetail"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 10, 14, 8);
    layout->setSpacing(3);
    layout->addWidget(m_kept);
    layout->addWidget(m_worst);
    layout->addWidget(m_detail);
    auto *row = new QHBoxLayout;
    row->setSpacing(12);
    row->addWidget(m_truth);
    row->addWidget(m_mds);
    row->addWidget(m_umap);
    row->addWidget(m_pca);
    row->addWidget(m_more);
    row->addStretch();
    layout->addLayout(row);
    connect(m_truth, &QPushButton::clicked, this, [this](bool on) { m_document.setTruthLines(on); });
    connect(m_mds, &QPushButton::clicked, this, [this] { choose(MdsRecipe{}, tr("Map: MDS")); });
    connect(m_umap, &QPushButton::clicked, this, [this] { choose(UmapRecipe{}, tr("Map: UMAP")); });
    connect(m_pca, &QPushButton::clicked, this, [this] { choose(PcaRecipe{}, tr("Map: PCA")); });
    connect(m_more, &QPushButton::toggled, this, [this] {
        showParts();
        Q_EMIT changed();
    });
    hide();
}

void MapCardWidget::choose(const ProjectionRecipe &projection, const QString &what)
{
    Recipe recipe = m_document.recipe();
    recipe.projection = projection;
    Q_EMIT projectionChosen();
    m_document.setRecipe(recipe, what);
}

void MapCardWidget::setCompact(bool compact)
{
    m_compact = compact;
    showParts();
}

void MapCardWidget::showParts()
{
    const bool all = !m_compact && !m_forming;
    m_worst->setVisible(all && !m_worst->text().isEmpty());
    m_detail->setVisible(all && m_more->isChecked() && !m_detail->text().isEmpty());
    m_truth->setVisible(all);
    m_mds->setVisible(all && m_offersMds);
    m_umap->setVisible(all && m_offersUmap);
    m_pca->setVisible(all && m_offersPca);
    m_more->setVisible(all && !m_detail->text().isEmpty());
}

void MapCardWidget::refresh()
{
    const ExplorationPtr exploration = m_document.exploration();
    const bool on = m_document.view().truthLines;
    m_truth->setChecked(on);
    m_truth->setText(on ? tr("Hide the &truth") : tr("Show the &truth"));
    if (const FormingMapPtr forming = m_document.forming()) {
        // What the map before kept says nothing about this one.
        m_kept->setText(formingText(*forming) + u'.');
        m_kept->setToolTip({});
        setAccessibleDescription(m_kept->text());
        if (!std::exchange(m_forming, true)) {
            m_described.reset();
            showParts();
            Q_EMIT changed();
        }
        return;
    }
    const bool formed = std::exchange(m_forming, false);
    if (!exploration || exploration->map) {
        if (exploration == m_described && !formed)
            return;
        m_described = exploration;
    } else {
        return; // a stage without a map: the card before stands until the next
    }
    if (!exploration || exploration->size() < 2)
        return;
    const MapCard card = describeMap(*exploration);
    m_kept->setText(QString::fromStdString(card.kept));
    m_worst->setText(QString::fromStdString(card.worst));
    const bool pca = std::holds_alternative<PcaRecipe>(exploration->map->projection);
    const bool asked = pca && std::holds_alternative<PcaRecipe>(exploration->recipe.projection);
    m_offersUmap = asked && exploration->size() >= kManyTexts;
    m_offersMds = asked && !m_offersUmap && !card.worst.empty() && whyNoMds(m_document).isEmpty();
    m_offersPca = !pca;
    const QString detail = QString::fromStdString(card.detail + ' ' + explainProjection(exploration->map->projection));
    m_detail->setText(detail);
    QString about = QString::fromStdString(explainProjection(exploration->map->projection));
    if (exploration->map->projection == defaultProjection(exploration->size()))
        about += u'\n' + QString::fromLatin1(whyDefaultProjection(exploration->size()));
    m_kept->setToolTip(plainToolTip(about));
    showParts();
    setAccessibleDescription(m_kept->text() + u' ' + m_worst->text() + u' ' + detail);
    Q_EMIT changed();
}

void MapCardWidget::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(palette().color(QPalette::Mid), 1));
    painter.setBrush(palette().color(QPalette::Base));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
}

MapArea::MapArea(Document &document, QWidget *parent)
    : QWidget(parent),
      m_document(document),
      m_map(new MapWidget(document, this)),
      m_empty(new EmptyPage(this)),
      m_card(new MapCardWidget(document, this)),
      m_buttons(new QWidget(this)),
      m_zoomIn(new QToolButton),
      m_zoomOut(new QToolButton),
      m_fit(new QToolButton)
{
    auto *column = new QVBoxLayout(m_buttons);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    const auto setUp = [&](QToolButton *button, const QString &name, auto &&run) {
        button->setProperty("framed", true);
        button->setFixedSize(32, 32);
        button->setFocusPolicy(Qt::StrongFocus);
        button->setAccessibleName(name);
        button->setToolTip(name);
        connect(button, &QToolButton::clicked, this, run);
        column->addWidget(button);
    };
    setUp(m_zoomIn, tr("Zoom in"), [this] { m_map->zoomBy(1.4); });
    setUp(m_zoomOut, tr("Zoom out"), [this] { m_map->zoomBy(1 / 1.4); });
    setUp(m_fit, tr("Fit the whole map"), [this] { m_map->fitAll(); });
    m_buttons->adjustSize();
    applyIcons();
    connect(&document, &Document::explorationChanged, this, &MapArea::refresh);
    connect(&document, &Document::corpusChanged, this, &MapArea::refresh);
    connect(&document, &Document::formingChanged, this, &MapArea::refresh);
    connect(&document, &Document::viewChanged, this, &MapArea::refresh);
    connect(m_card, &MapCardWidget::changed, this, &MapArea::place);
    connect(m_map, &MapWidget::carryingChanged, this, [this](bool carrying) {
        if (!carrying)
            return refresh();
        m_card->hide(); // all of the map's sides are free to be dropped at
        m_buttons->hide();
    });
    // The button that was pressed hides; what it changes is the map.
    connect(m_card, &MapCardWidget::projectionChosen, m_map, qOverload<>(&QWidget::setFocus));
    refresh();
}

void MapArea::setChromeVisible(bool visible)
{
    m_chrome = visible;
    refresh();
}

void MapArea::refresh()
{
    const bool empty = m_document.corpus().empty();
    m_empty->setVisible(empty);
    m_map->setVisible(!empty);
    m_buttons->setVisible(!empty && m_chrome);
    m_card->refresh();
    const ExplorationPtr exploration = m_document.exploration();
    const bool mapped = (exploration && exploration->size() > 1) || m_document.forming();
    m_cardWanted = !empty && m_chrome && mapped;
    place();
}

void MapArea::place()
{
    constexpr int kLeastForCard = 120; // in less there is room for the map alone
    constexpr int kLeastWidth = 360;   // for the whole of it: beside it there must be room for labels
    constexpr int kLeastHeight = 360;
    m_card->setCompact(width() < kLeastWidth || height() < kLeastHeight);
    m_map->setGeometry(rect());
    m_empty->setGeometry(rect());
    m_buttons->move(width() - m_buttons->width() - kMargin, kMargin);
    // Its buttons stand in one row, however large the writing.
    const int cardWidth = std::min(std::max(kCardWidth, m_card->minimumSizeHint().width()), width() - 2 * kMargin);
    const int cardHeight = m_card->layout()->hasHeightForWidth() ? m_card->layout()->totalHeightForWidth(cardWidth)
                                                                 : m_card->layout()->totalSizeHint().height();
    m_card->setGeometry(width() - cardWidth - kMargin, height() - cardHeight - kMargin, cardWidth, cardHeight);
    m_buttons->raise();
    m_card->raise();
    m_card->setVisible(m_cardWanted && width() >= kLeastForCard);
    std::vector<ScreenRect> reserved;
    for (const QWidget *above : {static_cast<QWidget *>(m_card), m_buttons}) {
        const QRect r = above->geometry();
        if (!above->isHidden())
            reserved.push_back({static_cast<double>(r.x()), static_cast<double>(r.y()), static_cast<double>(r.width()),
                                static_cast<double>(r.height())});
    }
    m_map->setReserved(std::move(reserved));
}

void MapArea::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    place();
}

void MapArea::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange) {
        applyIcons();
        place();
    }
    QWidget::changeEvent(event);
}

void MapArea::applyIcons()
{
    const QColor ink = palette().color(QPalette::Text);
    m_zoomIn->setIcon(icon(u"plus"_s, ink));
    m_zoomOut->setIcon(icon(u"minus"_s, ink));
    m_fit->setIcon(icon(u"home"_s, ink));
}

} // namespace embedscope
