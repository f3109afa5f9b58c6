#pragma once

#include "core/embed/open_embedder.h"
#include "ui/state/document/document.h"
#include "ui/state/settings.h"
#include "ui/widgets/dialogs/prompts.h"
#include "ui/widgets/window/main_window.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <utility>

namespace embedscope {

/// Answers what a person would be asked.
class FakePrompts : public Prompts
{
public:
    QStringList open;
    QString save;
    QString folder;
    QStringList askOpenFiles(QWidget *, const QString &, const QString &) override { return open; }
    QString askSaveFile(QWidget *, const QString &, const QString &, const QString &) override { return save; }
    QString askFolder(QWidget *, const QString &) override { return folder; }
};

inline bool realModelIsThere()
{
    return QFileInfo::exists(QStringLiteral(EMBEDSCOPE_RESOURCES_DIR "/models/all-MiniLM-L6-v2/config.json"));
}

inline const QStringList &cats()
{
    static const QStringList texts{QStringLiteral("I like cats."), QStringLiteral("Cats are adorable!"),
                                   QStringLiteral("Cats are a type of animal."),
                                   QStringLiteral("The unix cat utility prints out whatever it reads.")};
    return texts;
}

/// A window of its own with settings of its own.
struct WindowFixture
{
    QTemporaryDir folder;
    Settings settings{folder.filePath(QStringLiteral("embedscope.conf"))};
    /// If set, what every model is, in place of those of the tree.
    std::shared_ptr<const Embedder> own;
    Document document{[own = own](const std::string &model) -> Result<std::shared_ptr<const Embedder>> {
        if (own)
            return own;
        return openEmbedder(model, {EMBEDSCOPE_RESOURCES_DIR "/models"});
    }};
    FakePrompts prompts;
    MainWindow window{document, prompts, settings};

    enum class Model { RealIfThere, Noise };
    explicit WindowFixture(std::shared_ptr<const Embedder> embedder) : own(std::move(embedder)) { show(); }
    explicit WindowFixture(Model model = Model::RealIfThere)
    {
        if (model == Model::Noise || !realModelIsThere()) {
            Recipe recipe = document.recipe();
            recipe.model = "noise";
            document.setRecipe(recipe, QStringLiteral("noise"));
            document.undoStack()->clear();
        }
        show();
    }
    void show()
    {
        window.resize(1280, 800);
        window.show();
    }
    bool settled() const
    {
        const ExplorationPtr exploration = document.exploration();
        return !document.isBusy() && exploration && exploration->size() == document.corpus().size() && exploration->map;
    }
    void addCats()
    {
        document.addTexts(cats());
        QTRY_VERIFY_WITH_TIMEOUT(settled(), 60000);
        document.undoStack()->clear();
    }
    TextId id(std::size_t index) const { return document.corpus().texts.list().at(index).id; }
};

} // namespace embedscope
