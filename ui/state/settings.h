#pragma once

#include <QByteArray>
#include <QSettings>
#include <QSize>
#include <QString>
#include <QStringList>
#include <QVector>

namespace embedscope {

enum class ThemeChoice { Follow, Light, Dark };

struct RecentFile
{
    QString path;
    bool missing = false; ///< not there now; perhaps its disk is not plugged in
    bool operator==(const RecentFile &) const = default;
};

/// How pictures were exported the last time.
struct ExportOptions
{
    QSize size = {1600, 1000}; ///< logical pixels, 16 to 20,000 each
    double scale = 1;          ///< 0.25 to 8
    bool labels = true;
    bool recipe = true; ///< the picture carries its recipe
    bool operator==(const ExportOptions &) const = default;
};

/// A service that the person set up. Its key is no part of it: keys are never in a file of ours.
struct ServiceSetup
{
    QString model = {};     ///< as the service calls it
    QString base = {};      ///< its address
    QString preset = {};    ///< ServicePreset::id; empty: by address
    bool plainHttp = false; ///< over http:// beyond this computer
    bool keepsKey = false;  ///< its key is in the desktop's key store, because the person wished so
    bool operator==(const ServiceSetup &) const = default;
};

/// What the program remembers of a person's ways, typed. Whatever cannot be read, or is out of range, is its default: a
/// damaged file never stops the start.
class Settings
{
public:
    static constexpr int kMostRecentFiles = 10;

    /// `file`: embedscope.conf in the folder of settings, or a test's own. It and its folder need not exist.
    explicit Settings(const QString &file = defaultFile());
    static QString defaultFile();

    QByteArray windowGeometry() const;
    void setWindowGeometry(const QByteArray &geometry);
    QByteArray windowState() const;
    void setWindowState(const QByteArray &state);
    ThemeChoice theme() const;
    void setTheme(ThemeChoice theme);
    double fontScale() const; ///< 0.5 to 4
    void setFontScale(double scale);
    static constexpr double kLeastFontScale = 0.5;
    static constexpr double kMostFontScale = 4;
    static constexpr double kPresenterScale = 1.75;
    double presenterScale() const; ///< of the writing while presenting, the same range
    void setPresenterScale(double scale);
    QVector<RecentFile> recentFiles() const; ///< newest first
    void addRecentFile(const QString &path);
    void removeRecentFile(const QString &path);
    void clearRecentFiles();
    QString lastFolder() const; ///< of the last file dialog; the home folder at first
    void setLastFolder(const QString &folder);
    ExportOptions exportOptions() const;
    void setExportOptions(const ExportOptions &options);

    QVector<ServiceSetup> services() const; ///< newest first
    void setServices(const QVector<ServiceSetup> &services);

    /// The service that was last asked for names of clusters; without a model: none was.
    ServiceSetup namesService() const;
    void setNamesService(const ServiceSetup &setup);

    /// Writes now what is written by itself a moment later. False if it could not be.
    bool save();

private:
    QStringList recentPaths() const;
    ServiceSetup readService() const; ///< in the group or at the place of the list that is open
    void writeService(const ServiceSetup &setup);
    mutable QSettings m_store;
};

} // namespace embedscope
