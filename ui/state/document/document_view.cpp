// The part of Document that is not undone: what the person looks at.
#include "core/explore/scores/phrase_vectors.h"
#include "ui/state/background_task.h"
#include "ui/state/document/document.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace embedscope {

namespace {

template <class T> bool assignIfChanged(T &target, const T &value)
{
    if (target == value)
        return false;
    target = value;
    return true;
}

} // namespace

void Document::setSelection(const std::set<TextId> &selection)
{
    std::set<TextId> present = selection;
    std::erase_if(present, [this](TextId id) { return !positionOf(id); });
    if (assignIfChanged(m_view.selection, present))
        Q_EMIT viewChanged();
}

void Document::setHovered(TextId id)
{
    if (assignIfChanged(m_view.hovered, positionOf(id) ? id : TextId{}))
        Q_EMIT hoverChanged();
}

void Document::setFocused(TextId id)
{
    if (assignIfChanged(m_view.focused, positionOf(id) ? id : TextId{}))
        Q_EMIT viewChanged();
}

void Document::setCamera(const std::optional<Camera> &camera)
{
    if (assignIfChanged(m_view.camera, camera))
        Q_EMIT viewChanged();
}

void Document::setDraft(const QString &draft)
{
    if (assignIfChanged(m_draft, draft))
        Q_EMIT draftChanged();
}

void Document::setScoreQuestions(const ScoreQuestions &questions)
{
    if (assignIfChanged(m_scoreQuestions, questions))
        Q_EMIT scoreQuestionsChanged();
}

void Document::setTheme(Theme theme)
{
    if (assignIfChanged(m_view.theme, theme))
        Q_EMIT viewChanged();
}

void Document::setFontScale(double scale)
{
    if (std::isfinite(scale) && assignIfChanged(m_view.fontScale, std::clamp(scale, 0.5, 4.0)))
        Q_EMIT viewChanged();
}

void Document::setTruthLines(bool on)
{
    if (assignIfChanged(m_view.truthLines, on))
        Q_EMIT viewChanged();
}

void Document::setShowLabels(bool on)
{
    if (assignIfChanged(m_view.showLabels, on))
        Q_EMIT viewChanged();
}

void Document::setRamp(Ramp ramp, bool stretch)
{
    const bool newRamp = assignIfChanged(m_view.ramp, ramp);
    if (assignIfChanged(m_view.stretchRamp, stretch) || newRamp)
        Q_EMIT viewChanged();
}

void Document::setHiddenGroups(const std::set<std::string> &groups)
{
    if (assignIfChanged(m_view.hiddenGroups, groups))
        Q_EMIT viewChanged();
}

bool Document::mayEmbedWords() const
{
    if (!m_embedder)
        return false;
    const std::string host = m_embedder->host();
    return host.empty() || isThisComputer(host) || m_consents.find(m_recipe.model) != m_consents.end();
}

/// Makes the vectors of the words that colours go by, if there is a model to make them, and it may.
void Document::findColourWords()
{
    if (!mayEmbedWords())
        return;
    if (m_view.colourMode == ColourMode::Phrase && !m_view.phraseVector && !m_view.phrase.empty())
        findPhrase();
    else if (m_view.colourMode == ColourMode::Spectrum && !m_view.spectrumPhrases &&
             !typedExamples(m_view.spectrum).empty() && mayGoUnasked(*m_embedder, typedExamples(m_view.spectrum)))
        findSpectrum();
}

void Document::forgetColourWords()
{
    m_view.phraseVector.reset();
    m_view.spectrumPhrases.reset();
}

void Document::findPhrase()
{
    m_wordsTask->start([this, embedder = m_embedder, phrase = m_view.phrase](const RunControl &control) {
        std::shared_ptr<const std::vector<float>> vector;
        const std::string_view text = phrase;
        const auto keep = [&](const EmbeddedRow &row) {
            if (row.vector)
                vector = std::make_shared<const std::vector<float>>(row.vector->begin(), row.vector->end());
        };
        static_cast<void>(embedder->embed({&text, 1}, Role::Query, keep, control, Priority::Interactive));
        return BackgroundTask::Outcome([this, embedder, phrase, vector] {
            if (!vector || m_embedder != embedder || m_view.phrase != phrase)
                return;
            m_view.phraseVector = vector;
            Q_EMIT viewChanged();
        });
    });
}

void Document::findSpectrum()
{
    m_wordsTask->start([this, embedder = m_embedder, ends = m_view.spectrum](const RunControl &control) {
        std::shared_ptr<const VectorStore> vectors;
        if (Result<VectorStore> found = embedPhrases(*embedder, typedExamples(ends), control))
            vectors = std::make_shared<const VectorStore>(std::move(*found));
        return BackgroundTask::Outcome([this, embedder, ends, vectors] {
            if (!vectors || m_embedder != embedder || m_view.spectrum != ends)
                return;
            m_view.spectrumPhrases = vectors;
            Q_EMIT viewChanged();
        });
    });
}

} // namespace embedscope
