#include "ui/state/settings.h"

#include "core/system/standard_folders.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <cmath>

namespace embedscope {

namespace {

QString themeName(ThemeChoice theme)
{
    switch (theme) {
    case ThemeChoice::Light:
        return QStringLiteral("light");
    case ThemeChoice::Dark:
        return QStringLiteral("dark");
    case ThemeChoice::Follow:
        break;
    }
    return QStringLiteral("follow");
}

/// A number in its range, else the default.
double numberIn(const QVariant &value, double least, double greatest, double fallback)
{
    bool ok = false;
    const double number = value.toDouble(&ok);
    return ok && std::isfinite(number) && number >= least && number <= greatest ? number : fallback;
}

} // namespace

Settings::Settings(const QString &file) : m_store(file, QSettings::IniFormat)
{
    m_store.setFallbacksEnabled(false);
}

QString Settings::defaultFile()
{
    return QFile::decodeName(standardFolder(StandardFolder::Config).c_str()) + QStringLiteral("/embedscope.conf");
}

QByteArray Settings::windowGeometry() const
{
    return m_store.value(QStringLiteral("window/geometry")).toByteArray();
}

void Settings::setWindowGeometry(const QByteArray &geometry)
{
    m_store.setValue(QStringLiteral("window/geometry"), geometry);
}

QByteArray Settings::windowState() const
{
    return m_store.value(QStringLiteral("window/state")).toByteArray();
}

void Settings::setWindowState(const QByteArray &state)
{
    m_store.setValue(QStringLiteral("window/state"), state);
}

ThemeChoice Settings::theme() const
{
    const QString name = m_store.value(QStringLiteral("look/theme")).toString();
    for (const ThemeChoice theme : {ThemeChoice::Light, ThemeChoice::Dark})
        if (name == themeName(theme))
            return theme;
    return ThemeChoice::Follow;
}

void Settings::setTheme(ThemeChoice theme)
{
    m_store.setValue(QStringLiteral("look/theme"), themeName(theme));
}

double Settings::fontScale() const
{
    return numberIn(m_store.value(QStringLiteral("look/fontScale")), kLeastFontScale, kMostFontScale, 1);
}

void Settings::setFontScale(double scale)
{
    m_store.setValue(QStringLiteral("look/fontScale"), scale);
}

double Settings::presenterScale() const
{
    return numberIn(m_store.value(QStringLiteral("look/presenterScale")), kLeastFontScale, kMostFontScale,
                    kPresenterScale);
}

void Settings::setPresenterScale(double scale)
{
    m_store.setValue(QStringLiteral("look/presenterScale"), scale);
}

QStringList Settings::recentPaths() const
{
    QStringList paths = m_store.value(QStringLiteral("files/recent")).toStringList();
    paths.removeAll(QString());
    paths.removeDuplicates();
    return paths.mid(0, kMostRecentFiles);
}

QVector<RecentFile> Settings::recentFiles() const
{
    QVector<RecentFile> files;
    for (const QString &path : recentPaths())
        files.append({path, !QFileInfo::exists(path)});
    return files;
}

void Settings::addRecentFile(const QString &path)
{
    if (path.isEmpty())
        return;
    const QString absolute = QFileInfo(path).absoluteFilePath();
    QStringList paths = recentPaths();
    paths.removeAll(absolute);
    paths.prepend(absolute);
    m_store.setValue(QStringLiteral("files/recent"), QStringList(paths.mid(0, kMostRecentFiles)));
}

void Settings::removeRecentFile(const QString &path)
{
    QStringList paths = recentPaths();
    paths.removeAll(path);
    m_store.setValue(QStringLiteral("files/recent"), paths);
}

void Settings::clearRecentFiles()
{
    m_store.remove(QStringLiteral("files/recent"));
}

QString Settings::lastFolder() const
{
    const QString folder = m_store.value(QStringLiteral("files/lastFolder")).toString();
    return !folder.isEmpty() && QFileInfo(folder).isDir() ? folder : QDir::homePath();
}

void Settings::setLastFolder(const QString &folder)
{
    m_store.setValue(QStringLiteral("files/lastFolder"), folder);
}

ExportOptions Settings::exportOptions() const
{
    const ExportOptions fallback;
    const auto side = [this](const char16_t *key, int otherwise) {
        return static_cast<int>(numberIn(m_store.value(QString::fromUtf16(key)), 16, 20'000, otherwise));
    };
    ExportOptions options;
    options.size = {side(u"export/width", fallback.size.width()), side(u"export/height", fallback.size.height())};
    options.scale = numberIn(m_store.value(QStringLiteral("export/scale")), 0.25, 8, fallback.scale);
    options.labels = m_store.value(QStringLiteral("export/labels"), fallback.labels).toBool();
    options.recipe = m_store.value(QStringLiteral("export/recipe"), fallback.recipe).toBool();
    return options;
}

void Settings::setExportOptions(const ExportOptions &options)
{
    m_store.setValue(QStringLiteral("export/width"), options.size.width());
    m_store.setValue(QStringLiteral("export/height"), options.size.height());
    m_store.setValue(QStringLiteral("export/scale"), options.scale);
    m_store.setValue(QStringLiteral("export/labels"), options.labels);
    m_store.setValue(QStringLiteral("export/recipe"), options.recipe);
}

ServiceSetup Settings::readService() const
{
    ServiceSetup one;
    one.model = m_store.value(QStringLiteral("model")).toString();
    one.base = m_store.value(QStringLiteral("base")).toString();
    one.preset = m_store.value(QStringLiteral("preset")).toString();
    one.plainHttp = m_store.value(QStringLiteral("plainHttp")).toBool();
    one.keepsKey = m_store.value(QStringLiteral("keepsKey")).toBool();
    return one;
}

void Settings::writeService(const ServiceSetup &setup)
{
    m_store.setValue(QStringLiteral("model"), setup.model);
    m_store.setValue(QStringLiteral("base"), setup.base);
    m_store.setValue(QStringLiteral("preset"), setup.preset);
    m_store.setValue(QStringLiteral("plainHttp"), setup.plainHttp);
    m_store.setValue(QStringLiteral("keepsKey"), setup.keepsKey);
}

ServiceSetup Settings::namesService() const
{
    m_store.beginGroup(QStringLiteral("namesService"));
    const ServiceSetup setup = readService();
    m_store.endGroup();
    return setup.model.isEmpty() ? ServiceSetup{} : setup;
}

void Settings::setNamesService(const ServiceSetup &setup)
{
    m_store.beginGroup(QStringLiteral("namesService"));
    writeService(setup);
    m_store.endGroup();
}

QVector<ServiceSetup> Settings::services() const
{
    constexpr int kMost = 100;
    QVector<ServiceSetup> services;
    const int count = std::clamp(m_store.beginReadArray(QStringLiteral("services")), 0, kMost);
    for (int i = 0; i < count; ++i) {
        m_store.setArrayIndex(i);
        const ServiceSetup one = readService();
        if (!one.model.isEmpty())
            services.append(one);
    }
    m_store.endArray();
    return services;
}

void Settings::setServices(const QVector<ServiceSetup> &services)
{
    m_store.remove(QStringLiteral("services"));
    m_store.beginWriteArray(QStringLiteral("services"), static_cast<int>(services.size()));
    for (qsizetype i = 0; i < services.size(); ++i) {
        m_store.setArrayIndex(static_cast<int>(i));
        writeService(services[i]);
    }
    m_store.endArray();
}

bool Settings::save()
{
    m_store.sync();
    return m_store.status() == QSettings::NoError;
}

} // namespace embedscope
