// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboardloader.h"

#include "dashboard.h"

#include <QFontMetricsF>
#include <QGuiApplication>
#include <QImageReader>
#include <QQuickWindow>
#include <QtQml/qqmlextensionplugin.h>

#include <future>

Q_IMPORT_QML_PLUGIN(ProcessionPlugin)

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// The first text asks for the machine's fonts, the first icon for all plugins that read pictures. Whoever comes
/// second, on whichever thread, finds them there.
void readFontsAndFormats(const QFont &font)
{
    QFontMetricsF(font).height();
    QImageReader::supportedImageFormats();
}

} // namespace

DashboardLoader::DashboardLoader(Part part)
    : m_component(&m_engine)
{
    const auto fonts = std::async(std::launch::async, readFontsAndFormats, QGuiApplication::font());
    m_engine.addImportPath(u"qrc:/qt/qml"_s); // of itself only from Qt 6.5 on
    m_component.loadUrl(QUrl(part == Part::Dashboard ? u"qrc:/qt/qml/Procession/Main.qml"_s
                                                     : u"qrc:/qt/qml/Procession/StartProblem.qml"_s));
}

std::unique_ptr<QQuickWindow> DashboardLoader::open(Dashboard &dashboard)
{
    return openWith({{u"dashboard"_s, QVariant::fromValue(&dashboard)}});
}

std::unique_ptr<QQuickWindow> DashboardLoader::openProblem(const QString &problem)
{
    return openWith({{u"problem"_s, problem}});
}

std::unique_ptr<QQuickWindow> DashboardLoader::openWith(const QVariantMap &properties)
{
    auto *window = qobject_cast<QQuickWindow *>(m_component.beginCreate(m_engine.rootContext()));
    if (window) {
        m_component.setInitialProperties(window, properties);
        // What may come later is made between frames.
        m_engine.setIncubationController(window->incubationController());
        m_component.completeCreate();
    }
    for (const QQmlError &error : m_component.errors())
        qWarning("%s", qPrintable(error.toString()));
    return std::unique_ptr<QQuickWindow>(window);
}

} // namespace Procession
