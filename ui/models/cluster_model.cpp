#include "ui/models/cluster_model.h"

#include "core/scene/cluster_titles.h"
#include "ui/state/document/document.h"

#include <QMetaEnum>
#include <QStringList>

namespace embedscope {

ClusterModel::ClusterModel(Document &document, QObject *parent) : QAbstractListModel(parent), m_document(document)
{
    connect(&document, &Document::explorationChanged, this, &ClusterModel::update);
    connect(&document, &Document::viewChanged, this, &ClusterModel::update);
    update();
}

int ClusterModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_exploration ? 0 : static_cast<int>(m_exploration->clusters->clusters.size());
}

QVariant ClusterModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Cluster &cluster = m_exploration->clusters->clusters[static_cast<std::size_t>(index.row())];
    const QString name = QString::fromStdString(m_names[static_cast<std::size_t>(index.row())]);
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        return name;
    case AutomaticNameRole:
        return QString::fromStdString(cluster.name);
    case ClusterRole:
        return cluster.id;
    case SizeRole:
        return static_cast<int>(cluster.size);
    case WordsRole: {
        QStringList words;
        for (const std::string &word : cluster.words)
            words << QString::fromStdString(word);
        return words;
    }
    case CentralTextsRole: {
        QStringList texts;
        for (const std::size_t row : cluster.central)
            texts << QString::fromStdString(m_exploration->rows[row].text);
        return texts;
    }
    case CentralIdsRole: {
        QVariantList ids;
        for (const std::size_t row : cluster.central)
            ids << static_cast<qulonglong>(m_exploration->rows[row].id.value);
        return ids;
    }
    case Qt::AccessibleTextRole:
        return cluster.size == 1 ? tr("%1, one text").arg(name)
                                 : tr("%1, %n texts", nullptr, static_cast<int>(cluster.size)).arg(name);
    default:
        return {};
    }
}

Qt::ItemFlags ClusterModel::flags(const QModelIndex &index) const
{
    return QAbstractListModel::flags(index) | (index.isValid() ? Qt::ItemIsEditable : Qt::NoItemFlags);
}

bool ClusterModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole || !checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    m_document.nameCluster(index.data(ClusterRole).toInt(), value.toString());
    return true;
}

QHash<int, QByteArray> ClusterModel::roleNames() const
{
    QHash<int, QByteArray> names = QAbstractListModel::roleNames();
    const QMetaEnum roles = QMetaEnum::fromType<Role>();
    for (int i = 0; i < roles.keyCount(); ++i)
        names.insert(roles.value(i), roles.key(i));
    return names;
}

void ClusterModel::update()
{
    ExplorationPtr next = m_document.exploration();
    if (next && !next->clusters)
        next.reset();
    const std::vector<ClusterTitle> &titles = m_document.view().clusterTitles;
    if (next == m_exploration && titles == m_titles)
        return;
    const bool onlyNames = next == m_exploration;
    m_titles = titles;
    std::vector<std::string> names = next ? clusterNames(*next, titles) : std::vector<std::string>();
    if (onlyNames) { // an open editor and the selection stay
        m_names = std::move(names);
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, 0));
        return;
    }
    beginResetModel();
    m_exploration = std::move(next);
    m_names = std::move(names);
    endResetModel();
}

} // namespace embedscope
