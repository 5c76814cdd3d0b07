// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench.h"

#include <QAccessible>
#include <QQmlComponent>
#include <QQmlEngine>
#include <QQuickWindow>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QtQml/qqmlextensionplugin.h>

#include <functional>

Q_IMPORT_QML_PLUGIN(ProcessionPlugin)

using namespace Procession;
using namespace Qt::StringLiterals;

/// What a screen reader finds in the window: Qt's own tree of it, as the bridge to AT-SPI reads it.
class TestAccessible : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void aRowSaysWhatItShows();
    void arrowsMoveTheReader();
    void aRowHasItsActions();
    void everyButtonCanBePressed();
    void theChosenTileAndStatusAreKnown();

private:
    using Matches = std::function<bool(QAccessibleInterface *)>;
    static QAccessibleInterface *find(QAccessibleInterface *root, const Matches &matches);
    QAccessibleInterface *find(QAccessible::Role role, const QString &begin);

    QTemporaryDir m_settings;
    Bench m_bench;
    std::unique_ptr<QQmlEngine> m_engine;
    std::unique_ptr<QQuickWindow> m_window;
};

void TestAccessible::initTestCase()
{
    QCoreApplication::setOrganizationName(u"procession-test"_s);
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
    m_bench.setPreference(u"undoSeconds"_s, 0);
    QAccessible::setActive(true);
}

void TestAccessible::init()
{
    QVERIFY(m_bench.begin());
    m_engine = std::make_unique<QQmlEngine>();
    m_engine->addImportPath(u"qrc:/qt/qml"_s);
    QQmlComponent main(m_engine.get(), QUrl(u"qrc:/qt/qml/Procession/Main.qml"_s));
    m_window.reset(qobject_cast<QQuickWindow *>(
        main.createWithInitialProperties({{u"dashboard"_s, QVariant::fromValue(m_bench.dashboard())}})));
    QVERIFY2(m_window, qPrintable(main.errorString()));
    m_window->requestActivate();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestAccessible::cleanup()
{
    m_window.reset();
    m_engine.reset();
    m_bench.end();
}

QAccessibleInterface *TestAccessible::find(QAccessibleInterface *root, const Matches &matches)
{
    if (!root || root->state().invisible)
        return nullptr;
    if (matches(root))
        return root;
    for (int at = 0; at < root->childCount(); ++at) {
        if (QAccessibleInterface *found = find(root->child(at), matches))
            return found;
    }
    return nullptr;
}

QAccessibleInterface *TestAccessible::find(QAccessible::Role role, const QString &begin)
{
    QAccessibleInterface *root = QAccessible::queryAccessibleInterface(m_window.get());
    return find(root, [&](QAccessibleInterface *item) {
        return item->role() == role && item->text(QAccessible::Name).startsWith(begin);
    });
}

void TestAccessible::aRowSaysWhatItShows()
{
    QVERIFY(
        m_bench.start({{u"process_id"_s, u"one"_s}, {u"name"_s, u"Nightly import"_s}, {u"status"_s, u"running"_s}}));
    QVERIFY(m_bench.report(u"one"_s, {{u"progress"_s, 40}, {u"message"_s, u"reading"_s}}));
    QTRY_VERIFY(find(QAccessible::ListItem, u"Nightly import, Running, 40%, attempt 1, reading"_s));
    QVERIFY(m_bench.report(u"one"_s, {{u"status"_s, u"failed"_s}, {u"error_message"_s, u"disk full"_s}}));
    QTRY_VERIFY(find(QAccessible::ListItem, u"Nightly import, Failed"_s));
    QVERIFY(find(QAccessible::ListItem, u"Nightly import"_s)->text(QAccessible::Name).endsWith(u", disk full"_s));
}

void TestAccessible::arrowsMoveTheReader()
{
    QVERIFY(m_bench.startMany(3));
    QTRY_VERIFY(find(QAccessible::ListItem, u"Job 2"_s));
    for (const int number : {2, 1, 0}) {
        QTest::keyClick(m_window.get(), Qt::Key_Down);
        const QString name = u"Job %1"_s.arg(number);
        QAccessibleInterface *row = find(QAccessible::ListItem, name);
        QVERIFY(row);
        QVERIFY(row->state().focused && row->state().focusable);
        QVERIFY(row->state().selected && row->state().selectable);
    }
    const QAccessibleInterface *other = find(QAccessible::ListItem, u"Job 2"_s);
    QVERIFY(!other->state().focused && !other->state().selected);
}

void TestAccessible::aRowHasItsActions()
{
    QVERIFY(
        m_bench.start({{u"process_id"_s, u"one"_s}, {u"name"_s, u"Nightly import"_s}, {u"status"_s, u"running"_s}}));
    QTRY_VERIFY(find(QAccessible::ListItem, u"Nightly import"_s));
    QAccessibleInterface *row = find(QAccessible::ListItem, u"Nightly import"_s);
    QAccessibleActionInterface *select = row->actionInterface();
    QVERIFY(select && select->actionNames().contains(QAccessibleActionInterface::pressAction()));
    select->doAction(QAccessibleActionInterface::pressAction());
    QCOMPARE(m_bench.dashboard()->selected()->processId(), u"one"_s);
    QAccessibleInterface *cancel = find(QAccessible::Button, u"Cancel Nightly import"_s);
    QVERIFY(cancel);
    QVERIFY(cancel->actionInterface()->actionNames().contains(QAccessibleActionInterface::pressAction()));
    cancel->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
    QTRY_COMPARE(m_bench.ask(u"one"_s, u"status"_s).toString(), u"cancelled"_s);
    QTRY_VERIFY(find(QAccessible::Button, u"Retry Nightly import now"_s));
}

void TestAccessible::everyButtonCanBePressed()
{
    QVERIFY(m_bench.start({{u"process_id"_s, u"one"_s}, {u"name"_s, u"One"_s}, {u"status"_s, u"running"_s}}));
    QTRY_VERIFY(find(QAccessible::ListItem, u"One"_s));
    m_bench.dashboard()->selected()->setProcessId(u"one"_s);
    const auto isMute = [](QAccessibleInterface *item) {
        return item->role() == QAccessible::Button
            && !(item->actionInterface()
                 && item->actionInterface()->actionNames().contains(QAccessibleActionInterface::pressAction()));
    };
    QTRY_VERIFY(find(QAccessible::Button, u"Cancel"_s));
    QAccessibleInterface *mute = find(QAccessible::queryAccessibleInterface(m_window.get()), isMute);
    QVERIFY2(!mute, mute ? qPrintable(mute->text(QAccessible::Name)) : "");
    const auto isWord = [](QAccessibleInterface *item) {
        return item->role() == QAccessible::Button && item->text(QAccessible::Name) == u"Cancel"_s;
    };
    find(QAccessible::queryAccessibleInterface(m_window.get()), isWord)
        ->actionInterface()
        ->doAction(QAccessibleActionInterface::pressAction());
    QTRY_COMPARE(m_bench.ask(u"one"_s, u"status"_s).toString(), u"cancelled"_s);
}

void TestAccessible::theChosenTileAndStatusAreKnown()
{
    const auto isChecked = [this](const QString &name) {
        QAccessibleInterface *choice = find(QAccessible::RadioButton, name);
        return choice && choice->state().checkable && choice->state().checked;
    };
    QTRY_VERIFY(isChecked(u"All: 0"_s));
    QVERIFY(!isChecked(u"Failed: 0"_s));
    m_bench.dashboard()->processes()->setStatus(StatusText::Failed);
    QTRY_VERIFY(isChecked(u"Failed: 0"_s));
    QVERIFY(!isChecked(u"All: 0"_s));
    find(QAccessible::RadioButton, u"All: 0"_s)
        ->actionInterface()
        ->doAction(QAccessibleActionInterface::toggleAction());
    QTRY_COMPARE(m_bench.dashboard()->processes()->status(), StatusText::All); // as a reader presses it
    m_bench.dashboard()->setHistoryShown(true);
    QTRY_VERIFY(isChecked(u"All"_s));
    m_bench.dashboard()->history()->setStatus(StatusText::Failed);
    QTRY_VERIFY(isChecked(u"Failed"_s));
    QAccessibleInterface *tab = find(QAccessible::PageTab, u"History"_s);
    QVERIFY(tab && tab->state().selected);
    QVERIFY(!find(QAccessible::PageTab, u"Live"_s)->state().selected);
}

QTEST_MAIN(TestAccessible)
#include "tst_accessible.moc"
