// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "desktopstart.h"
#include "renderer.h"
#include "singleinstance.h"

#include <QDir>
#include <QFileInfo>
#include <QHostAddress>
#include <QProcess>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <memory>

using namespace Procession;
using namespace Qt::StringLiterals;

/// What the desktop does before there is a window, and the program itself where there is no display.
class TestDesktop : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void choosesTheRenderer_data();
    void choosesTheRenderer();
    void asksNoDriverWithoutADevice();
    void leavesArgumentsOfQt_data();
    void leavesArgumentsOfQt();
    void knowsWhetherThereIsADisplay_data();
    void knowsWhetherThereIsADisplay();
    void aSecondOneRaisesTheFirst();
    void answersWithoutADisplay_data();
    void answersWithoutADisplay();
    void aBusyPortIsTold();
    void aSecondStartRaisesTheWindow();

private:
    QProcessEnvironment environment() const;

    QTemporaryDir m_folder;
};

void TestDesktop::initTestCase()
{
    QVERIFY(m_folder.isValid());
    QFile::setPermissions(m_folder.path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    qputenv("XDG_RUNTIME_DIR", m_folder.path().toLocal8Bit());
}

/// Nobody's display, and folders of the test's own.
QProcessEnvironment TestDesktop::environment() const
{
    const QProcessEnvironment system = QProcessEnvironment::systemEnvironment();
    QProcessEnvironment environment;
    for (const QString &name : {u"PATH"_s, u"LD_LIBRARY_PATH"_s, u"QT_PLUGIN_PATH"_s}) {
        if (system.contains(name))
            environment.insert(name, system.value(name));
    }
    environment.insert(u"HOME"_s, m_folder.path());
    environment.insert(u"XDG_RUNTIME_DIR"_s, m_folder.path());
    environment.insert(u"SKIP_AUTH"_s, u"true"_s);
    return environment;
}

void TestDesktop::choosesTheRenderer_data()
{
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("renderer");
    QTest::addColumn<bool>("isSoftware");
    const QString none;
    QTest::newRow("a card") << none << none << u"Mesa Intel(R) UHD Graphics 620 (KBL GT2)"_s << false;
    QTest::newRow("another card") << none << none << u"NVIDIA GeForce RTX 4060/PCIe/SSE2"_s << false;
    QTest::newRow("llvmpipe") << none << none << u"llvmpipe (LLVM 15.0.6, 256 bits)"_s << true;
    QTest::newRow("softpipe") << none << none << u"softpipe"_s << true;
    QTest::newRow("swrast") << none << none << u"Mesa DRI swrast"_s << true;
    QTest::newRow("SwiftShader") << none << none << u"Google SwiftShader"_s << true;
    QTest::newRow("no OpenGL") << none << none << none << true;
    QTest::newRow("Mesa was told") << u"LIBGL_ALWAYS_SOFTWARE"_s << u"1"_s << u"Mesa Intel(R)"_s << true;
    QTest::newRow("the user wants OpenGL") << u"QSG_RHI_BACKEND"_s << u"opengl"_s << u"llvmpipe"_s << false;
    QTest::newRow("the user has chosen") << u"QT_QUICK_BACKEND"_s << u"rhi"_s << u"llvmpipe"_s << false;
}

void TestDesktop::choosesTheRenderer()
{
    QFETCH(QString, variable);
    QFETCH(QString, value);
    QFETCH(QString, renderer);
    QProcessEnvironment environment;
    if (!variable.isEmpty())
        environment.insert(variable, value);
    QTEST(Renderer::isSoftwareBetter(environment, {[] { return true; }, [&renderer] { return renderer; }}),
          "isSoftware");
}

void TestDesktop::asksNoDriverWithoutADevice()
{
    bool wasAsked = false;
    QVERIFY(Renderer::isSoftwareBetter(QProcessEnvironment(),
                                       {[] { return false; },
                                        [&wasAsked] {
                                            wasAsked = true;
                                            return u"llvmpipe"_s;
                                        }}));
    QVERIFY(!wasAsked);
}

void TestDesktop::leavesArgumentsOfQt_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QStringList>("own");
    QTest::newRow("none") << QStringList{u"p"_s} << QStringList{u"p"_s};
    QTest::newRow("own") << QStringList{u"p"_s, u"--port"_s, u"1"_s} << QStringList{u"p"_s, u"--port"_s, u"1"_s};
    QTest::newRow("a platform") << QStringList{u"p"_s, u"-platform"_s, u"xcb"_s, u"--port"_s, u"1"_s}
                                << QStringList{u"p"_s, u"--port"_s, u"1"_s};
    QTest::newRow("two dashes") << QStringList{u"p"_s, u"--platform"_s, u"xcb"_s} << QStringList{u"p"_s};
    QTest::newRow("one without a value") << QStringList{u"p"_s, u"-reverse"_s, u"--help"_s}
                                         << QStringList{u"p"_s, u"--help"_s};
    QTest::newRow("its value is missing") << QStringList{u"p"_s, u"-display"_s} << QStringList{u"p"_s};
    QTest::newRow("a word") << QStringList{u"p"_s, u"platform"_s} << QStringList{u"p"_s, u"platform"_s};
}

void TestDesktop::leavesArgumentsOfQt()
{
    QFETCH(QStringList, arguments);
    QTEST(DesktopStart::ownArguments(arguments), "own");
}

void TestDesktop::knowsWhetherThereIsADisplay_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QStringList>("variables");
    QTest::addColumn<bool>("has");
    const QStringList plain{u"p"_s};
    QTest::newRow("none") << plain << QStringList{} << false;
    QTest::newRow("X11") << plain << QStringList{u"DISPLAY"_s, u":0"_s} << true;
    QTest::newRow("Wayland") << plain << QStringList{u"WAYLAND_DISPLAY"_s, u"wayland-0"_s} << true;
    QTest::newRow("empty") << plain << QStringList{u"DISPLAY"_s, QString()} << false;
    QTest::newRow("offscreen") << plain << QStringList{u"DISPLAY"_s, u":0"_s, u"QT_QPA_PLATFORM"_s, u"offscreen"_s}
                               << false;
    QTest::newRow("the argument wins") << QStringList{u"p"_s, u"-platform"_s, u"minimal"_s}
                                       << QStringList{u"DISPLAY"_s, u":0"_s} << false;
    QTest::newRow("the console") << plain << QStringList{u"QT_QPA_PLATFORM"_s, u"eglfs"_s} << true;
}

void TestDesktop::knowsWhetherThereIsADisplay()
{
    QFETCH(QStringList, arguments);
    QFETCH(QStringList, variables);
    QProcessEnvironment environment;
    for (qsizetype at = 0; at < variables.size(); at += 2)
        environment.insert(variables[at], variables[at + 1]);
    QTEST(DesktopStart::hasDisplay(arguments, environment), "has");
}

void TestDesktop::aSecondOneRaisesTheFirst()
{
    const QTemporaryDir data;
    const QTemporaryDir other;
    QVERIFY(!SingleInstance(data.path()).raiseOther()); // there is none
    SingleInstance first(data.path());
    QVERIFY(first.answer());
    QSignalSpy raised(&first, &SingleInstance::raiseRequested);
    // The asking waits, so it does in a thread of its own.
    const auto ask = [](const QString &path) {
        bool answered = false;
        const std::unique_ptr<QThread> thread(QThread::create([&] { answered = SingleInstance(path).raiseOther(); }));
        thread->start();
        while (!thread->wait(1))
            QCoreApplication::processEvents();
        return answered;
    };
    QVERIFY(ask(data.path()));
    QTRY_COMPARE(raised.count(), 1);
    QVERIFY(ask(data.path() + u"/../"_s + QFileInfo(data.path()).fileName() + u'/')); // the same folder
    QTRY_COMPARE(raised.count(), 2);
    QVERIFY(!ask(other.path()));
    SingleInstance next(data.path()); // what a crash leaves is no hindrance
    QVERIFY(next.answer());
}

void TestDesktop::answersWithoutADisplay_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("output");
    QTest::addColumn<QString>("errors");
    const QString none;
    QTest::newRow("help") << QStringList{u"--help"_s} << 0 << u"--data-dir"_s << none;
    QTest::newRow("version") << QStringList{u"--version"_s} << 0 << u"procession "_s << none;
    QTest::newRow("a wrong option") << QStringList{u"--connect"_s} << 2 << none << u"connect"_s;
    QTest::newRow("a wrong port") << QStringList{u"--port"_s, u"x"_s} << 2 << none << u"isn't a port"_s;
    QTest::newRow("a start") << QStringList{u"--port"_s, u"0"_s} << 1 << none << u"no window can be opened"_s;
    QTest::newRow("a display that isn't there")
        << QStringList{u"-display"_s, u":987"_s, u"--port"_s, u"0"_s} << 1 << none << u"no window can be opened"_s;
}

void TestDesktop::answersWithoutADisplay()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, output);
    QFETCH(QString, errors);
    QProcess program;
    program.setProcessEnvironment(environment());
    program.start(QStringLiteral(PROCESSION), arguments);
    QVERIFY(program.waitForFinished(60000));
    QCOMPARE(program.exitStatus(), QProcess::NormalExit);
    QTEST(program.exitCode(), "exitCode");
    QVERIFY2(QString::fromUtf8(program.readAllStandardOutput()).contains(output), qPrintable(output));
    const QString told = QString::fromUtf8(program.readAllStandardError());
    QVERIFY2(told.contains(errors), qPrintable(told));
    QCOMPARE(told.isEmpty(), errors.isEmpty());
}

void TestDesktop::aBusyPortIsTold()
{
    QTcpServer busy;
    QVERIFY(busy.listen(QHostAddress::LocalHost));
    QProcess program;
    program.setProcessEnvironment(environment());
    program.start(QStringLiteral(PROCESSION),
                  {u"-platform"_s, u"offscreen"_s, u"--port"_s, QString::number(busy.serverPort()), u"--data-dir"_s,
                   m_folder.filePath(u"busy"_s)});
    QVERIFY(program.waitForFinished(60000));
    QCOMPARE(program.exitStatus(), QProcess::NormalExit);
    QCOMPARE(program.exitCode(), 1);
    QVERIFY(program.readAllStandardError().contains(QByteArray::number(busy.serverPort())));
}

void TestDesktop::aSecondStartRaisesTheWindow()
{
    const QStringList arguments{u"-platform"_s, u"offscreen"_s,  u"--port"_s,
                                u"0"_s,         u"--data-dir"_s, m_folder.filePath(u"single"_s)};
    QProcess first;
    first.setProcessEnvironment(environment());
    first.start(QStringLiteral(PROCESSION), arguments);
    QVERIFY(first.waitForStarted());
    QByteArray told;
    while (!told.contains("Try: ") && first.waitForReadyRead(60000))
        told += first.readAllStandardOutput();
    QVERIFY2(told.contains("Listening on "), told.constData());
    // It answers once its window is open; before that, the folder's lock refuses a second server.
    QTRY_VERIFY_WITH_TIMEOUT(!QDir(m_folder.path()).entryList({u"procession-window-*"_s}, QDir::System).isEmpty(),
                             60000);
    QProcess second;
    second.setProcessEnvironment(environment());
    second.start(QStringLiteral(PROCESSION), arguments);
    QVERIFY(second.waitForFinished(60000));
    QCOMPARE(second.exitCode(), 0);
    QVERIFY(second.readAllStandardOutput().contains("its window comes to the front"));
    QCOMPARE(first.state(), QProcess::Running);

    // Live work, for which a window that is closed asks.
    const quint16 port =
        QRegularExpression(u"http://127\\.0\\.0\\.1:(\\d+)"_s).match(QString::fromUtf8(told)).captured(1).toUShort();
    const QByteArray body = R"({"process_type":"background_job","name":"Live","status":"running"})";
    QTcpSocket client;
    client.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    QVERIFY(client.waitForConnected(60000));
    client.write("POST /processes HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(port)
                 + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    QVERIFY(client.waitForReadyRead(60000));
    QVERIFY(client.readAll().startsWith("HTTP/1.1 201 "));
    first.terminate(); // in order, whatever is live
    QVERIFY(first.waitForFinished(60000));
    QCOMPARE(first.exitStatus(), QProcess::NormalExit);
    QCOMPARE(first.exitCode(), 0);
}

QTEST_GUILESS_MAIN(TestDesktop)
#include "tst_desktop.moc"
