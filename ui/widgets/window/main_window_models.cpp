// Models and services: choosing one, asking before texts are sent, what can be done when one is gone.
#include "ui/widgets/window/main_window.h"

#include "core/embed/open_embedder.h"
#include "ui/state/error_text.h"
#include "ui/state/model_library.h"
#include "ui/widgets/bars/message_bar.h"
#include "ui/widgets/bars/recipe_bar.h"
#include "ui/widgets/bars/status_bar.h"
#include "ui/widgets/dialogs/models_dialog.h"
#include "ui/widgets/dialogs/names_dialog.h"
#include "ui/widgets/inspector/clusters_page.h"
#include "ui/widgets/inspector/inspector.h"

#include <QFile>

#include <algorithm>
#include <utility>
#include <vector>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

/// Whether another model, or another way to open it, is what helps.
bool isOfModel(Errc code)
{
    switch (code) {
    case Errc::ModelMissing:
    case Errc::ModelUnsupported:
    case Errc::ModelDamaged:
    case Errc::KeyMissing:
    case Errc::KeyRefused:
    case Errc::AccessRefused:
    case Errc::ServiceNoModel:
    case Errc::PlainHttpRefused:
    case Errc::RedirectRefused:
    case Errc::QuotaUsed:
        return true;
    default:
        return false;
    }
}

/// The model itself is gone for good, as far as can be told.
bool isGone(Errc code)
{
    return code == Errc::ModelMissing || code == Errc::ModelUnsupported || code == Errc::ModelDamaged ||
           code == Errc::ServiceNoModel;
}

} // namespace

ModelsDialog *MainWindow::modelsDialog() const
{
    return m_modelsDialog;
}

void MainWindow::connectModels()
{
    m_sendBar->setObjectName(u"sendBar"_s);
    m_sendBar->setDetailsName(tr("M&ore"));
    connect(m_bar, &RecipeBar::modelsRequested, this, &MainWindow::showModels);
    connect(&m_document, &Document::sendQuestionChanged, this, &MainWindow::refreshSendQuestion);
    connect(&m_document, &Document::recipeChanged, this, &MainWindow::refreshSendQuestion);
    connect(&m_document, &Document::recipeChanged, this, [this] {
        // What one model or service could not do is no matter of another's.
        if (m_document.recipe().model != m_failedModel && !m_failureTold.isEmpty() &&
            m_message->text() == std::exchange(m_failureTold, {}))
            m_message->dismiss();
    });
    connect(&m_document, &Document::workWaits, m_status, &StatusBar::showWait);
    connect(m_status, &StatusBar::sendRequested, this, &MainWindow::putSendQuestion);
    connect(m_sendBar, &MessageBar::closed, &m_document, &Document::declineToSend);
    m_bar->setModels(m_models);
    if (m_models)
        m_inspector->clustersPage()->offerNames();
    connect(m_inspector->clustersPage(), &ClustersPage::namesRequested, this, &MainWindow::showNames);
    if (m_models)
        m_models->setKeyListener([this](const QString &problem) {
            m_message->showMessage(tr("%1 The key stays in memory until Embedscope is closed.").arg(problem));
        });
}

void MainWindow::showModels()
{
    if (!m_models)
        return;
    if (!m_modelsDialog) {
        m_modelsDialog = new ModelsDialog(m_document, *m_models, m_prompts, this);
        m_modelsDialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_modelsDialog, &QDialog::finished, m_bar, [this] {
            m_modelsDialog.clear(); // it deletes itself, but not at once
            m_bar->readModels();
            m_bar->refresh();
        });
    }
    m_modelsDialog->show();
    m_modelsDialog->raise();
    m_modelsDialog->activateWindow();
}

NamesDialog *MainWindow::namesDialog() const
{
    return m_namesDialog;
}

void MainWindow::showNames()
{
    if (!m_models)
        return;
    if (!m_namesDialog) {
        m_namesDialog = new NamesDialog(m_document, *m_models, this);
        m_namesDialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_namesDialog, &NamesDialog::named, this,
                [this](const QString &words) { m_message->showMessage(words); });
    }
    m_namesDialog->show();
    m_namesDialog->raise();
    m_namesDialog->activateWindow();
}

void MainWindow::refreshSendQuestion()
{
    const auto &question = m_document.sendQuestion();
    m_status->offerToSend(question && m_document.sendDeclined() ? static_cast<qsizetype>(question->estimate.texts) : 0);
    if (question && !m_document.sendDeclined() && !isPresenting())
        putSendQuestion();
    else
        m_sendBar->dismiss();
}

void MainWindow::putSendQuestion()
{
    const auto &question = m_document.sendQuestion();
    if (!question)
        return;
    m_sendBar->showMessage(sendQuestionText(question->estimate), sendQuestionDetails(question->estimate),
                           {{tr("&Send"), [this] { m_document.agreeToSend(); }},
                            {tr("&Not now"), [this] { m_document.declineToSend(); }}});
}

void MainWindow::tellFailure(const Error &error)
{
    std::vector<MessageBar::Action> actions;
    if (isGone(error.code) && m_document.recipe().model != kDefaultModel)
        actions.push_back(embedAnewAction());
    if (isOfModel(error.code) && m_models)
        actions.push_back({tr("Choose a mode&l…"), [this] { showModels(); }});
    if (actions.size() < 2)
        actions.push_back({tr("Try a&gain"), [this] { m_document.retryFailed(); }});
    QString text = errorText(error);
    if (isGone(error.code) && m_document.recipe().model != kDefaultModel)
        text += u' ' + embedAnewCost();
    m_failedModel = m_document.recipe().model;
    m_failureTold = text;
    m_message->showMessage(text, QString::fromStdString(error.detail), actions);
}

MessageBar::Action MainWindow::embedAnewAction()
{
    const std::string model = m_document.localModel();
    return {tr("Embed ane&w with %1").arg(QString::fromStdString(ModelChoice::of(model).name).section(u'/', -1)),
            [this, model] { embedAnew(model); }};
}

/// What that takes, before it is done.
QString MainWindow::embedAnewCost() const
{
    const auto texts = static_cast<qsizetype>(m_document.corpus().size());
    if (ModelChoice::of(m_document.localModel()).kind == ModelChoice::Kind::Service)
        return counted(texts,
                       tr("Anew: %n text for the service; you are asked, and told the price, before it is sent."),
                       tr("Anew: %n texts for the service; you are asked, and told the price, before any is sent."));
    return counted(texts, tr("Anew: %n text, on this computer; nothing is sent, and there is nothing to pay."),
                   tr("Anew: %n texts, on this computer; nothing is sent, and there is nothing to pay."));
}

/// Vectors that a file brought, and texts that cannot stand beside them.
void MainWindow::offerToEmbedAnew()
{
    if (!m_document.hasImportedVectors()) {
        m_offeredAnew.clear();
        return;
    }
    const auto &texts = m_document.corpus().texts;
    const auto without = std::count_if(texts.begin(), texts.end(), [this](const Text &text) {
        return m_document.entryOf(text).state == VectorState::NoModel;
    });
    const std::string now = without == 0 ? std::string() : m_document.recipe().model;
    if (std::exchange(m_offeredAnew, now) == now || without == 0)
        return;
    const QString name = m_document.modelName();
    const QString whose = name.isEmpty() ? tr("the file does not say of which model its vectors are")
                                         : tr("the model of the file's vectors, “%1”, is not here").arg(name);
    m_message->showMessage(
        counted(without, tr("%n text has no numbers: %1."), tr("%n texts have no numbers: %1.")).arg(whose) + u' ' +
            embedAnewCost(),
        tr("The numbers of before are kept apart, and Undo brings them back."), {embedAnewAction()});
}

/// Vectors of the model before stay apart from the new ones, and are there again after Undo.
void MainWindow::embedAnew(const std::string &model)
{
    Recipe recipe = m_document.recipe();
    recipe.model = model;
    m_document.setRecipe(recipe, tr("Model: %1").arg(QString::fromStdString(ModelChoice::of(model).name)));
}

} // namespace embedscope
