// Models and services: choosing one, asking before texts are sent, what can be done when one is gone.
#include "ui/widgets/window/main_window.h"

#include "core/embed/open_embedder.h"
#include "ui/state/error_text.h"
#include "ui/state/model_library.h"
#include "ui/widgets/bars/message_bar.h"
#include "ui/widgets/bars/recipe_bar.h"
#include "ui/widgets/bars/status_bar.h"
#include "ui/widgets/dialogs/models_dialog.h"

#include <QFile>

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
    connect(m_bar, &RecipeBar::modelsRequested, this, &MainWindow::showModels);
    connect(&m_document, &Document::sendQuestionChanged, this, &MainWindow::refreshSendQuestion);
    connect(&m_document, &Document::recipeChanged, this, &MainWindow::refreshSendQuestion);
    connect(&m_document, &Document::workWaits, m_status, &StatusBar::showWait);
    connect(m_status, &StatusBar::sendRequested, this, &MainWindow::putSendQuestion);
    connect(m_sendBar, &MessageBar::closed, &m_document, &Document::declineToSend);
    m_bar->setModels(m_models);
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
        actions.push_back({tr("&Embed anew with %1").arg(QLatin1String(kDefaultModel)), [this] { embedAnew(); }});
    if (isOfModel(error.code) && m_models)
        actions.push_back({tr("Choose a &model…"), [this] { showModels(); }});
    if (actions.size() < 2)
        actions.push_back({tr("Try &again"), [this] { m_document.retryFailed(); }});
    m_message->showMessage(errorText(error), QString::fromStdString(error.detail), actions);
}

/// With the model that is always there. Vectors of the one before stay apart from its, and are there again after Undo.
void MainWindow::embedAnew()
{
    Recipe recipe = m_document.recipe();
    recipe.model = kDefaultModel;
    m_document.setRecipe(recipe, tr("Model: %1").arg(QLatin1String(kDefaultModel)));
}

} // namespace embedscope
