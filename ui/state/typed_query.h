#pragma once

#include "core/scene/ghost.h"
#include "ui/state/background_task.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace embedscope {

class Document;
class Embedder;

/// The line that is being typed (Document::draft()) as a point of the map: embedded, a moment after the last key, as
/// the text would be that Enter makes of it, and placed without moving the others. In the background; before other
/// work, which it overtakes between its blocks. Only by a model in this program: a service, also one on this computer,
/// is sent nothing while somebody types. Changes nothing of the document. Lives on the document's thread.
class TypedQuery : public QObject
{
    Q_OBJECT
public:
    /// After the last key, in milliseconds: who types fast is not followed letter by letter.
    static constexpr int kPause = 120;
    explicit TypedQuery(Document &document, int pause = kPause, QObject *parent = nullptr);
    ~TypedQuery() override;

    /// What was typed when it was last placed; null while nothing is. Stays until its successor is there.
    const std::shared_ptr<const Ghost> &ghost() const { return m_ghost; }
    /// Cosine of its vector with a row of ghost()'s exploration; none where it is undefined.
    std::optional<double> similarityTo(std::size_t row) const;
    /// The service that is not asked while something is typed; empty where there is none, or nothing is typed.
    QString notSentTo() const;
    /// Why there is no point, in few words, where something is typed and none will come of itself in a moment; empty
    /// where there is one, or notSentTo() says why.
    QString whyNoPoint() const;

Q_SIGNALS:
    void changed();

private:
    struct Asked
    {
        std::string text = {};
        ExplorationPtr exploration = {};
        std::shared_ptr<const Embedder> embedder = {};
        bool operator==(const Asked &) const = default;
    };
    struct Found
    {
        Ghost ghost = {};
        std::vector<float> vector = {};
        std::optional<Error> failure = {}; ///< why there is no vector
    };

    Document &m_document;
    std::unique_ptr<BackgroundTask> m_task;
    QTimer m_pause;
    Asked m_asked; ///< the latest that was begun
    std::shared_ptr<const Ghost> m_ghost;
    std::vector<float> m_vector;
    std::optional<Error> m_failure; ///< of m_asked

    Asked askedNow() const;
    void follow();
    void followTyping();
    void forget(const std::optional<Error> &failure = {});
    static std::optional<Found> find(const Asked &asked, const RunControl &control);
};

} // namespace embedscope
