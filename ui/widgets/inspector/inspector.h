#pragma once

#include "ui/state/document/document.h"

#include <QTabWidget>

#include <functional>

class QListView;

namespace embedscope {

class ClustersPage;
class NumbersPage;
class RankPage;
class TokensPage;

/// The right side: Compare, Numbers, Neighbours, Clusters, Tokens. Only the page that is seen is kept up to date.
class Inspector : public QTabWidget
{
    Q_OBJECT
public:
    explicit Inspector(Document &document, QWidget *parent = nullptr);

    RankPage *comparePage() const { return m_compare; }
    NumbersPage *numbersPage() const { return m_numbers; }
    RankPage *neighboursPage() const { return m_neighbours; }
    ClustersPage *clustersPage() const { return m_clusters; }
    TokensPage *tokensPage() const { return m_tokens; }

    /// A point was clicked: its neighbours, unless the person is reading numbers or tokens.
    void showForSelection();
    QSize sizeHint() const override { return {340, 500}; }
    QSize minimumSizeHint() const override { return {230, 240}; }

private:
    Document &m_document;
    RankPage *m_compare;
    NumbersPage *m_numbers;
    RankPage *m_neighbours;
    ClustersPage *m_clusters;
    TokensPage *m_tokens;

    /// What the pages were made from; pans and hovers leave it as it is.
    struct Seen
    {
        ExplorationPtr exploration = {};
        std::set<TextId> selection = {};
        TextId anchor = {};
        Recipe recipe = {};
        Theme theme = Theme::Light;
        ColourChoice colour = {};
        int page = -1;
        bool operator==(const Seen &) const = default;
    };
    Seen m_seen;

    enum class Why { ViewChanged, TextsChanged };
    void refresh(Why why);
};

} // namespace embedscope
