#include "core/analyse/cosine.h"
#include "core/scene/build/build_scene.h"
#include "core/scene/build/category_outlines.h"
#include "core/scene/build/scene_context.h"
#include "core/scene/cluster_titles.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <unordered_map>

namespace embedscope {

namespace {

/// Similarities are drawn in steps of a hundredth of the ramp.
constexpr std::size_t kRampSteps = 101;

double markRadiusFor(std::size_t n)
{
    if (n <= 30)
        return 9;
    if (n <= 100)
        return 7;
    if (n <= 400)
        return 6;
    if (n <= 2000)
        return 5;
    if (n <= 10000)
        return 4;
    return n <= 50000 ? 3 : 2;
}

MarkStyle markStyle(Colour fill, MarkShape shape, double radius, const ThemeColours &theme)
{
    MarkStyle style;
    style.shape = shape;
    style.fill = fill;
    style.outline = theme.outline;
    style.radius = radius;
    style.outlineWidth = radius >= 3 ? 1 : 0.6;
    style.gap = radius >= 7 ? 1.2 : 0;
    return style;
}

/// What decides colours and hiding, and nothing that only decides what is drawn on top.
ViewState keyOf(const ViewState &view)
{
    ViewState key;
    key.alignment = view.alignment;
    key.colourMode = view.colourMode;
    key.measure = view.measure;
    // What another mode looks at changes nothing in this one.
    if (view.colourMode == ColourMode::Component)
        key.component = view.component;
    if (view.colourMode == ColourMode::Column)
        key.column = view.column;
    if (view.colourMode == ColourMode::Phrase) {
        key.phrase = view.phrase;
        key.phraseVector = view.phraseVector;
    }
    if (view.colourMode == ColourMode::Spectrum) {
        key.spectrum = view.spectrum;
        key.spectrumPhrases = view.spectrumPhrases;
    }
    key.ramp = view.ramp;
    key.stretchRamp = view.stretchRamp;
    key.anchor = view.anchor;
    key.hiddenGroups = view.hiddenGroups;
    if (view.colourMode == ColourMode::Cluster)
        key.clusterTitles = view.clusterTitles;
    key.theme = view.theme;
    return key;
}

void adoptPoints(SceneBase &base, std::shared_ptr<const PointLayer> layer)
{
    base.hitIndex = std::make_shared<HitIndex>(layer);
    if (!layer->x.empty())
        base.bounds = {
            *std::min_element(layer->x.begin(), layer->x.end()), *std::min_element(layer->y.begin(), layer->y.end()),
            *std::max_element(layer->x.begin(), layer->x.end()), *std::max_element(layer->y.begin(), layer->y.end())};
    base.points = std::move(layer);
}

/// Makes a SceneBase, step by step.
class BaseMaker
{
public:
    BaseMaker(ExplorationPtr exploration, const ViewState &view, FormingMapPtr forming = {})
        : m_base(std::make_shared<SceneBase>()), m_theme(themeColours(view.theme))
    {
        m_base->exploration = std::move(exploration);
        m_base->forming = std::move(forming);
        m_base->key = keyOf(view);
    }

    std::shared_ptr<const SceneBase> make()
    {
        const std::size_t n = m_base->exploration ? m_base->exploration->size() : 0;
        m_base->positionOf.assign(n, SceneBase::kHidden);
        m_base->markRadius = markRadiusFor(n);
        if (n > 0) {
            measureSimilarities();
            findCategories();
            makeStyles();
        }
        layOutPoints();
        return m_base;
    }

private:
    const Exploration &exploration() const { return *m_base->exploration; }
    /// None before there is a map.
    const MatrixD *coordinates() const
    {
        if (m_base->forming)
            return &m_base->forming->coordinates;
        return m_base->exploration && exploration().map ? &exploration().map->coordinates : nullptr;
    }

    void measureSimilarities()
    {
        const Exploration &e = exploration();
        m_base->anchorRow = e.rowOf(m_base->key.anchor).value_or(0);
        m_base->similarity.assign(e.size(), std::nullopt);
        const MatrixView vectors(e.vectors);
        if (vectors.rows != e.size())
            return;
        m_base->similarity = similaritiesTo(vectors, vectors.row(m_base->anchorRow));
        m_base->shade = shadeOf(e, m_base->key, m_base->anchorRow);
    }

    void findCategories()
    {
        const Exploration &e = exploration();
        m_categoryOf.assign(e.size(), kNoCluster);
        if (m_base->key.colourMode == ColourMode::Cluster && e.clusters && e.clusters->labels.size() == e.size()) {
            for (const std::string &name : clusterNames(e, m_base->key.clusterTitles))
                addCategory(name);
            for (std::size_t row = 0; row < e.size(); ++row)
                if (const ClusterId id = e.clusters->labels[row];
                    id >= 0 && static_cast<std::size_t>(id) < m_base->categories.size())
                    m_categoryOf[row] = id;
        } else if (m_base->key.colourMode == ColourMode::Group) {
            groupsBySize();
        }
        for (const ClusterId category : m_categoryOf)
            if (category >= 0)
                ++m_base->categories[static_cast<std::size_t>(category)].count;
    }

    void addCategory(const std::string &name)
    {
        CategoryOutline category;
        category.name = name;
        category.hidden = m_base->key.hiddenGroups.count(name) > 0;
        category.look = categoryLook(static_cast<ClusterId>(m_base->categories.size()), m_base->key.theme);
        m_base->categories.push_back(std::move(category));
    }

    /// Groups by falling size; equal ones by their first row, so that the order is the file's.
    void groupsBySize()
    {
        const Exploration &e = exploration();
        std::vector<std::pair<std::string, std::size_t>> groups;
        std::unordered_map<std::string, std::size_t> indexOf;
        for (const Text &text : e.rows) {
            if (text.group.empty())
                continue;
            const auto [it, isNew] = indexOf.try_emplace(text.group, groups.size());
            if (isNew)
                groups.emplace_back(text.group, 0);
            ++groups[it->second].second;
        }
        std::stable_sort(groups.begin(), groups.end(),
                         [](const auto &a, const auto &b) { return a.second > b.second; });
        for (std::size_t i = 0; i < groups.size(); ++i) {
            indexOf[groups[i].first] = i;
            addCategory(groups[i].first);
            m_base->groupNames.push_back(groups[i].first);
        }
        for (std::size_t row = 0; row < e.size(); ++row)
            if (!e.rows[row].group.empty())
                m_categoryOf[row] = static_cast<ClusterId>(indexOf[e.rows[row].group]);
    }

    bool colourIsCategory() const
    {
        return m_base->key.colourMode == ColourMode::Cluster || m_base->key.colourMode == ColourMode::Group;
    }

    void makeStyles()
    {
        const double r = m_base->markRadius;
        std::vector<MarkStyle> &styles = m_base->styles;
        if (colourIsCategory()) {
            const std::size_t looks = std::min(m_base->categories.size(), kDistinctCategories);
            for (std::size_t i = 0; i < looks; ++i)
                styles.push_back(
                    markStyle(m_base->categories[i].look.colour, m_base->categories[i].look.shape, r, m_theme));
            styles.push_back(markStyle(m_theme.noise, MarkShape::Circle, r, m_theme)); // other, or none
            return;
        }
        if (isShaded(m_base->key.colourMode))
            for (std::size_t step = 0; step < kRampSteps; ++step)
                styles.push_back(markStyle(shadeColour(m_base->shade, m_base->key.ramp, m_base->key.theme,
                                                       static_cast<double>(step) / (kRampSteps - 1)),
                                           MarkShape::Circle, r, m_theme));
        else
            styles.push_back(markStyle(m_theme.plain, MarkShape::Circle, r, m_theme));
        m_undefinedStyle = styles.size();
        styles.push_back(markStyle(m_theme.map, MarkShape::Circle, r, m_theme)); // hollow: there is no number
        m_anchorStyle = styles.size();
        styles.push_back(markStyle(m_theme.anchor, MarkShape::Circle, std::max(r, 4.0), m_theme));
    }

    std::size_t styleOf(std::size_t row) const
    {
        if (colourIsCategory()) {
            const ClusterId category = m_categoryOf[row];
            const std::size_t other = m_base->styles.size() - 1;
            return category < 0 ? other : std::min(static_cast<std::size_t>(category), other);
        }
        const ColourMode mode = m_base->key.colourMode;
        if (row == m_base->anchorRow && !anchorKeepsColour(mode))
            return m_anchorStyle;
        if (!isShaded(mode))
            return 0;
        if (row >= m_base->shade.values.size() || !m_base->shade.values[row])
            return m_undefinedStyle;
        return static_cast<std::size_t>(
            std::lround(shadePosition(m_base->shade, *m_base->shade.values[row]) * (kRampSteps - 1)));
    }

    bool isHidden(std::size_t row) const
    {
        const auto &hidden = m_base->key.hiddenGroups;
        if (hidden.empty())
            return false;
        const std::string &group = exploration().rows[row].group;
        if (!group.empty() && hidden.count(group) > 0)
            return true;
        return m_categoryOf[row] >= 0 && m_base->categories[static_cast<std::size_t>(m_categoryOf[row])].hidden;
    }

    void layOutPoints()
    {
        auto layer = std::make_shared<PointLayer>();
        const MatrixD *places = coordinates();
        const bool mapped = places && m_base->exploration && places->cols() >= 2 &&
                            static_cast<std::size_t>(places->rows()) == exploration().size();
        if (mapped && exploration().size() > 0)
            fillLayer(*layer, *places);
        adoptPoints(*m_base, std::move(layer));
    }

    void fillLayer(PointLayer &layer, const MatrixD &places)
    {
        const Exploration &e = exploration();
        std::vector<std::uint32_t> order;
        for (std::size_t row = 0; row < e.size(); ++row)
            if (!isHidden(row))
                order.push_back(static_cast<std::uint32_t>(row));
        // What matters more lies on top: the more similar, and the anchor above all.
        const auto weight = [&](std::uint32_t row) {
            if (row == m_base->anchorRow)
                return 3.0;
            if (colourIsCategory())
                return m_categoryOf[row] < 0 ? -1.0 : 0.0;
            const Shade &shade = m_base->shade;
            if (!anchorKeepsColour(m_base->key.colourMode))
                return m_base->similarity[row].value_or(-2.0);
            if (!shade.values[row])
                return -2.0;
            const double position = shadePosition(shade, *shade.values[row]);
            return shade.kind == Shade::Kind::Diverging ? std::abs(2 * position - 1) : position;
        };
        std::stable_sort(order.begin(), order.end(),
                         [&](std::uint32_t a, std::uint32_t b) { return weight(a) < weight(b); });
        for (const std::uint32_t row : order) {
            const WorldPoint p = m_base->key.alignment.apply({places(row, 0), places(row, 1)});
            m_base->positionOf[row] = static_cast<std::uint32_t>(layer.x.size());
            layer.x.push_back(static_cast<float>(p.x));
            layer.y.push_back(static_cast<float>(p.y));
            layer.style.push_back(static_cast<std::uint16_t>(styleOf(row)));
            layer.row.push_back(row);
        }
        for (std::size_t row = 0; row < e.size(); ++row) {
            if (row == m_base->anchorRow || !m_base->shown(row) || !m_base->similarity[row])
                continue;
            if (!m_base->mostSimilar || *m_base->similarity[row] > *m_base->similarity[*m_base->mostSimilar])
                m_base->mostSimilar = row;
        }
        outlineCategories(m_base->categories, layer, m_categoryOf,
                          m_base->key.colourMode == ColourMode::Cluster ? Hulls::Made : Hulls::None);
    }

    std::shared_ptr<SceneBase> m_base;
    const ThemeColours &m_theme;
    std::vector<ClusterId> m_categoryOf;
    std::size_t m_undefinedStyle = 0;
    std::size_t m_anchorStyle = 0;
};

} // namespace

bool servesView(const SceneBase &base, const ExplorationPtr &exploration, const ViewState &view)
{
    return base.exploration == exploration && !base.forming && base.key == keyOf(view);
}

bool servesView(const SceneBase &base, const FormingMapPtr &forming, const ViewState &view)
{
    return base.forming == forming && base.key == keyOf(view);
}

std::shared_ptr<const SceneBase> makeSceneBase(ExplorationPtr exploration, const ViewState &view)
{
    return BaseMaker(std::move(exploration), view).make();
}

std::shared_ptr<const SceneBase> makeSceneBase(const FormingMapPtr &forming, const ViewState &view,
                                               const SceneBase *earlier)
{
    if (!forming || !forming->exploration)
        return BaseMaker({}, view).make();
    const ViewState key = keyOf(view);
    ViewState moved = key; // what no alignment changes
    if (earlier)
        moved.alignment = earlier->key.alignment;
    const bool serves = earlier && earlier->forming && earlier->exploration == forming->exploration &&
                        earlier->key == moved && !earlier->points->x.empty() &&
                        earlier->forming->coordinates.rows() == forming->coordinates.rows();
    if (!serves)
        return BaseMaker(forming->exploration, view, forming).make();
    auto base = std::make_shared<SceneBase>(*earlier);
    base->forming = forming;
    base->key = key;
    auto layer = std::make_shared<PointLayer>(*earlier->points);
    for (std::size_t i = 0; i < layer->row.size(); ++i) {
        const auto row = static_cast<Eigen::Index>(layer->row[i]);
        const WorldPoint p = key.alignment.apply({forming->coordinates(row, 0), forming->coordinates(row, 1)});
        layer->x[i] = static_cast<float>(p.x);
        layer->y[i] = static_cast<float>(p.y);
    }
    for (CategoryOutline &category : base->categories)
        category.hull.clear(); // of where they were
    adoptPoints(*base, std::move(layer));
    return base;
}

} // namespace embedscope
