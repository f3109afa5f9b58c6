#pragma once

#include "core/explore/exploration.h"

#include <QAbstractListModel>

#include <vector>

namespace embedscope {

class Document;

/// The texts about which the map lies most: those of whose true neighbours it keeps the fewest. One reset for each map.
class LiesModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        IdRole = Qt::UserRole + 1, ///< quint64
        KeptRole,                  ///< double, 0…1
        KeptTextRole,              ///< "2 of 10"
    };
    Q_ENUM(Role)

    explicit LiesModel(Document &document, QObject *parent = nullptr);
    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override; ///< display: the text
    TextId idAt(const QModelIndex &index) const;

private:
    void update();
    Document &m_document;
    ExplorationPtr m_exploration; ///< has a map, or is null
    std::vector<std::size_t> m_rows;
};

} // namespace embedscope
