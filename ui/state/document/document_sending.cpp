// The part of Document that keeps texts from services until a person says so.
#include "ui/state/document/document.h"
#include "ui/state/exploration_job.h"

#include <utility>

namespace embedscope {

const std::optional<SendQuestion> &Document::sendQuestion() const
{
    static const std::optional<SendQuestion> nothing;
    return m_sendQuestion && m_sendQuestion->model == m_recipe.model ? m_sendQuestion : nothing;
}

void Document::onAsked(const JobQuestion &asked)
{
    // What was put off stays so while one goes on typing; another model is another question.
    if (!asked.question || !m_sendQuestion || asked.question->model != m_sendQuestion->model)
        m_sendDeclined = false;
    m_sendQuestion = asked.question;
    Q_EMIT sendQuestionChanged();
    if (m_sendQuestion)
        Q_EMIT vectorsChanged(); // why they have none
}

void Document::agreeToSend()
{
    if (!sendQuestion())
        return;
    SendQuestion question = *std::exchange(m_sendQuestion, std::nullopt);
    m_sendDeclined = false;
    // Jobs hold the one before: never changed, only replaced.
    std::shared_ptr<const SendConsent> &consent = m_consents[question.model];
    SendConsent more = consent ? *consent : SendConsent{};
    for (std::string &text : question.texts)
        more.texts.insert(std::move(text));
    consent = std::make_shared<const SendConsent>(std::move(more));
    scheduleWork();
    Q_EMIT sendQuestionChanged();
    Q_EMIT vectorsChanged();
}

void Document::declineToSend()
{
    if (!sendQuestion() || m_sendDeclined)
        return;
    m_sendDeclined = true;
    Q_EMIT sendQuestionChanged();
}

/// Another document: what was agreed to was about the one before.
void Document::forgetConsents()
{
    m_consents.clear();
    m_sendDeclined = false;
    for (Service &service : m_services)
        service.before = service.embedder->spent();
    m_sentBeside.clear();
    if (std::exchange(m_sendQuestion, std::nullopt))
        Q_EMIT sendQuestionChanged();
}

std::vector<Document::Sent> Document::sent() const
{
    constexpr std::string_view kService = "api:";
    std::vector<Sent> all;
    for (const Service &service : m_services) {
        const EmbedUsage now = service.embedder->spent();
        if (now.requests == service.before.requests)
            continue;
        Sent one;
        one.host = service.embedder->host();
        one.model = service.embedder->name();
        if (one.model.starts_with(kService))
            one.model.erase(0, kService.size());
        one.usage = now;
        one.usage.requests -= service.before.requests;
        one.usage.texts -= service.before.texts;
        one.usage.tokens -= service.before.tokens;
        all.push_back(std::move(one));
    }
    all.insert(all.end(), m_sentBeside.begin(), m_sentBeside.end());
    return all;
}

void Document::noteSent(const Sent &sent)
{
    if (sent.usage.requests == 0)
        return;
    m_sentBeside.push_back(sent);
    Q_EMIT sentChanged();
}

} // namespace embedscope
