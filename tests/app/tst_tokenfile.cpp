// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tokenfile.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

constexpr auto ownerOnly =
    QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ReadUser | QFileDevice::WriteUser;

} // namespace

class TestTokenFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void makesATokenOnce();
    void keepsItFromOthers();
    void readsWhatAUserWrote();
    void namesTheFileThatItCannotUse_data();
    void namesTheFileThatItCannotUse();
};

void TestTokenFile::makesATokenOnce()
{
    const QTemporaryDir folder;
    const QString path = TokenFile::pathIn(folder.filePath(u"new/data"_s));
    const auto token = TokenFile::loadOrCreate(path);
    QVERIFY(token.ok());
    QVERIFY(token->size() >= 32);
    QCOMPARE(*TokenFile::loadOrCreate(path), *token);
    QCOMPARE(QFileInfo(path).permissions(), ownerOnly);

    const auto another = TokenFile::loadOrCreate(TokenFile::pathIn(folder.filePath(u"other"_s)));
    QVERIFY(*another != *token);
}

void TestTokenFile::keepsItFromOthers()
{
    const QTemporaryDir folder;
    const QString path = TokenFile::pathIn(folder.path());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("s3cret\n");
    file.close();
    QVERIFY(file.setPermissions(ownerOnly | QFileDevice::ReadOther | QFileDevice::ReadGroup));
    QCOMPARE(*TokenFile::loadOrCreate(path), QByteArray("s3cret"));
    QCOMPARE(QFileInfo(path).permissions(), ownerOnly);
}

void TestTokenFile::readsWhatAUserWrote()
{
    const QTemporaryDir folder;
    const QString path = TokenFile::pathIn(folder.path());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("  my own token \n");
    file.close();
    QCOMPARE(*TokenFile::loadOrCreate(path), QByteArray("my own token"));
}

void TestTokenFile::namesTheFileThatItCannotUse_data()
{
    QTest::addColumn<QString>("dataDir");
    QTest::newRow("a folder that can't be made") << u"/proc/nowhere"_s;
    QTest::newRow("a file in place of the folder") << u"/etc/hostname"_s;
}

void TestTokenFile::namesTheFileThatItCannotUse()
{
    QFETCH(QString, dataDir);
    const auto token = TokenFile::loadOrCreate(TokenFile::pathIn(dataDir));
    QVERIFY(!token.ok());
    QVERIFY2(token.error().message.contains(dataDir), qPrintable(token.error().message));
}

QTEST_GUILESS_MAIN(TestTokenFile)
#include "tst_tokenfile.moc"
