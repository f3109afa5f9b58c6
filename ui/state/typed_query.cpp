#include "ui/state/typed_query.h"

#include "core/analyse/cosine.h"
#include "core/analyse/neighbours/neighbours.h"
#include "core/base/utf8.h"
#include "core/embed/embedder.h"
#include "core/explore/map/place_on_map.h"
#include "ui/state/document/document.h"
#include "ui/state/error_text.h"

#include <utility>

namespace embedscope {

namespace {

bool isBlank(const QString &text)
{
    return text.trimmed().isEmpty();
}

} // namespace

TypedQuery::TypedQuery(Document &document, int pause, QObject *parent)
    : QObject(parent), m_document(document), m_task(std::make_unique<BackgroundTask>())
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(pause);
    connect(&m_pause, &QTimer::timeout, this, &TypedQuery::follow);
    connect(&document, &Document::draftChanged, this, &TypedQuery::followTyping);
    const auto soon = [this] {
        if (!m_pause.isActive())
            follow();
    };
    connect(&document, &Document::explorationChanged, this, soon);
    connect(&document, &Document::vectorsChanged, this, soon); // a model was opened
    connect(&document, &Document::recipeChanged, this, soon);
    followTyping();
}

TypedQuery::~TypedQuery()
{
    m_task.reset(); // no more results
}

std::optional<double> TypedQuery::similarityTo(std::size_t row) const
{
    if (!m_ghost || row >= m_ghost->exploration->size())
        return std::nullopt;
    return cosineSimilarity(m_vector, MatrixView(m_ghost->exploration->vectors).row(row));
}

QString TypedQuery::notSentTo() const
{
    const auto embedder = m_document.embedder();
    return embedder && !isBlank(m_document.draft()) ? QString::fromStdString(embedder->host()) : QString();
}

QString TypedQuery::whyNoPoint() const
{
    if (isBlank(m_document.draft()) || m_document.corpus().empty() || !notSentTo().isEmpty())
        return {};
    if (!m_document.embedder())
        return m_document.modelError() ? tr("Not on the map: there is no model for what is typed.") : QString();
    if (m_failure)
        return tr("Not on the map: %1").arg(errorText(*m_failure));
    const ExplorationPtr exploration = m_document.exploration();
    if (!exploration || exploration->size() == 0)
        return m_document.isBusy() ? tr("On the map once the texts have their vectors.")
                                   : tr("Not on the map: no text has a vector.");
    if (!m_ghost || m_ghost->place || m_ghost->exploration != exploration)
        return {}; // it is there, or soon will be
    if (!exploration->map)
        return tr("On the map once that is drawn.");
    return exploration->size() == 1 ? tr("Not on the map: that takes two texts.")
                                    : tr("Not on the map: all its texts lie in one place.");
}

/// Without a text, an exploration or an embedder there is nothing to be found.
TypedQuery::Asked TypedQuery::askedNow() const
{
    const QString draft = m_document.draft();
    const ExplorationPtr exploration = m_document.exploration();
    const auto embedder = m_document.embedder();
    if (isBlank(draft) || !exploration || exploration->size() == 0 || !embedder || !embedder->host().empty() ||
        embedder->identity() != exploration->identity)
        return {};
    return {repairUtf8(draft.toStdString()), exploration, embedder};
}

void TypedQuery::followTyping()
{
    if (isBlank(m_document.draft())) {
        m_pause.stop();
        follow();
    } else {
        m_pause.start();
    }
}

void TypedQuery::follow()
{
    Asked now = askedNow();
    if (!now.embedder) {
        m_asked = {};
        m_task->cancel();
        forget();
        return;
    }
    if (now == m_asked)
        return;
    if (m_task->isRunning()) {
        m_asked = {};
        m_task->cancel(); // what comes of it is dropped, and this is done again
        return;
    }
    m_asked = std::move(now);
    m_task->start([this, asked = m_asked](const RunControl &control) {
        std::optional<Found> found = find(asked, control);
        return BackgroundTask::Outcome([this, asked, found = std::move(found)]() mutable {
            if (m_asked == asked && found && found->failure) {
                forget(found->failure);
            } else if (m_asked == asked && found) {
                m_failure.reset();
                m_vector = std::move(found->vector);
                m_ghost = std::make_shared<const Ghost>(std::move(found->ghost));
                Q_EMIT changed();
            } else if (m_asked == asked) {
                forget();
            }
            if (!m_pause.isActive())
                follow();
        });
    });
}

void TypedQuery::forget(const std::optional<Error> &failure)
{
    m_vector.clear();
    const bool failed = std::exchange(m_failure, failure).has_value();
    if (std::exchange(m_ghost, nullptr) || failed || failure)
        Q_EMIT changed();
}

std::optional<TypedQuery::Found> TypedQuery::find(const Asked &asked, const RunControl &control)
{
    Found found;
    const std::string_view text = asked.text;
    const auto keep = [&](const EmbeddedRow &row) {
        if (row.vector)
            found.vector.assign(row.vector->begin(), row.vector->end());
        else
            found.failure = row.vector.error();
    };
    const RunControl quiet{control.stop, {}, {}};
    const auto used = asked.embedder->embed({&text, 1}, Role::Plain, keep, quiet, Priority::Interactive);
    const Exploration &exploration = *asked.exploration;
    if (!used)
        found.failure = used.error();
    else if (!found.failure && found.vector.size() != static_cast<std::size_t>(exploration.vectors.cols()))
        found.failure = makeError(Errc::DimensionMismatch);
    const auto nearest = found.failure ? Result<std::vector<Neighbour>>(*found.failure)
                                       : nearestTo(exploration.vectors, found.vector, 1, quiet);
    if (!nearest) {
        if (nearest.error().code == Errc::Cancelled)
            return std::nullopt;
        found.failure = nearest.error();
        return found;
    }
    found.ghost.text = asked.text;
    found.ghost.exploration = asked.exploration;
    if (!nearest->empty())
        found.ghost.nearest = nearest->front().index;
    const auto place = placeOnMap(exploration, {found.vector.data(), 1, found.vector.size()}, quiet);
    if (place) {
        found.ghost.place = WorldPoint{place->coordinates(0, 0), place->coordinates(0, 1)};
        found.ghost.kind = place->kind;
    } else if (place.error().code == Errc::Cancelled) {
        return std::nullopt;
    }
    return found;
}

} // namespace embedscope
