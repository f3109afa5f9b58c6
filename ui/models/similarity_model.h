#pragma once

#include "core/base/ids.h"
#include "core/explore/exploration.h"
#include "core/explore/measure.h"

#include <QAbstractListModel>
#include <QString>

#include <cstddef>
#include <optional>
#include <vector>

namespace embedscope {

class Document;

/// A list of texts with their similarity to one text. One reset for each new list.
class SimilarityModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        IdRole = Qt::UserRole + 1, ///< quint64
        SimilarityRole,            ///< double; invalid where it is undefined
        SimilarityTextRole,        ///< "0.597"; "53.4°", "0.898" by the view's measure
        RankRole,                  ///< int from 1
        ClusterRole,               ///< int; -1: none
        PositionRole,              ///< int in the document when the exploration was made, from 0
        CutRole,                   ///< QString: where the model stopped reading; empty if it read all
    };
    Q_ENUM(Role)

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QHash<int, QByteArray> roleNames() const override;
    TextId idAt(const QModelIndex &index) const;
    /// The text that all are compared with; 0: none.
    TextId subject() const { return m_subject; }

protected:
    explicit SimilarityModel(Document &document, QObject *parent);
    /// Shows the first `count` texts of the ranking against `subject`; nothing if that has no vector.
    void show(TextId subject, std::size_t count);
    Document &document() const { return m_document; }
    Measure m_measure = Measure::Cosine; ///< that the list was made by

private:
    struct Item
    {
        TextId id = {};
        QString text = {};
        std::optional<double> similarity = {};
        QString value = {}; ///< of another measure; empty: the similarity itself
        int rank = 0;
        int cluster = kNoCluster;
        int position = 0;
        QString cut = {};
        bool operator==(const Item &) const = default;
    };
    Document &m_document;
    TextId m_subject;
    std::vector<Item> m_items;
};

/// The texts most similar to one text, best first.
class NeighbourModel : public SimilarityModel
{
    Q_OBJECT
public:
    explicit NeighbourModel(Document &document, QObject *parent = nullptr);
    void setText(TextId id); ///< 0: none
    void setCount(int k);    ///< at least 1; 10 at first
    int count() const { return m_count; }

private:
    void update();
    TextId m_text;
    int m_count = 10;
};

/// All texts by falling similarity to the document's anchor (Compare).
class RankingModel : public SimilarityModel
{
    Q_OBJECT
public:
    explicit RankingModel(Document &document, QObject *parent = nullptr);

private:
    void update();
};

} // namespace embedscope
