// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "accessibletree.h"
#include "bench.h"

#include <QGuiApplication>
#include <QQmlEngine>
#include <QSettings>
#include <QTemporaryDir>
#include <QtQml/qqmlextensionplugin.h>
#include <QtQuickTest/quicktest.h>

Q_IMPORT_QML_PLUGIN(ProcessionPlugin)

using namespace Procession;

/// Runs the tests in dashboard/ on the real window, with settings of their own.
class TestDashboard : public QObject
{
    Q_OBJECT

public Q_SLOTS:
    void applicationAvailable()
    {
        QGuiApplication::setOrganizationName(QStringLiteral("procession-test"));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
    }

    void qmlEngineAvailable(QQmlEngine *engine)
    {
        engine->addImportPath(QStringLiteral("qrc:/qt/qml"));
        qmlRegisterSingletonInstance("ProcessionTest", 1, 0, "Bench", &m_bench);
        qmlRegisterSingletonInstance("ProcessionTest", 1, 0, "AccessibleTree", &m_accessibleTree);
    }

    void cleanupTestCase() { m_bench.end(); }

private:
    QTemporaryDir m_settings;
    Bench m_bench;
    AccessibleTree m_accessibleTree;
};

QUICK_TEST_MAIN_WITH_SETUP(dashboard, TestDashboard)
#include "tst_dashboard.moc"
