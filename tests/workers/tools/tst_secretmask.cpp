// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "secretmask.h"

#include <QTest>

using namespace Procession;

class TestSecretMask : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hidesASecretHoweverItIsCut();
    void hidesSeveral();
    void leavesAloneWhatOnlyBeginsLikeOne();
    void doesNotHideAShortOne();
    void passesAllOnWithoutOne();
};

void TestSecretMask::hidesASecretHoweverItIsCut()
{
    const QByteArray text = "a swordfish, aswordfishb, swordswordfish\nsword";
    for (qsizetype first = 0; first <= text.size(); ++first) {
        for (qsizetype second = first; second <= text.size(); ++second) {
            SecretMask mask({"swordfish"});
            QByteArray shown = mask.feed(text.first(first));
            shown += mask.feed(QByteArrayView(text).sliced(first, second - first));
            shown += mask.feed(QByteArrayView(text).sliced(second));
            shown += mask.finish();
            QCOMPARE(shown, QByteArray("a ***, a***b, sword***\nsword"));
        }
    }
}

void TestSecretMask::hidesSeveral()
{
    SecretMask mask({"secret", "secret-and-more", "another"});
    QCOMPARE(mask.feed("secret-and-more another secret!") + mask.finish(), QByteArray("*** *** ***!"));
}

void TestSecretMask::leavesAloneWhatOnlyBeginsLikeOne()
{
    SecretMask mask({"swordfish"});
    QCOMPARE(mask.feed("sword"), QByteArray());
    QCOMPARE(mask.feed("play"), QByteArray("swordplay"));
    QCOMPARE(mask.finish(), QByteArray());
}

void TestSecretMask::doesNotHideAShortOne()
{
    SecretMask mask({"the", ""});
    QCOMPARE(mask.feed("the end"), QByteArray("the end"));
}

void TestSecretMask::passesAllOnWithoutOne()
{
    SecretMask mask;
    QCOMPARE(mask.feed(QByteArray("a\0b", 3)), QByteArray("a\0b", 3));
}

QTEST_GUILESS_MAIN(TestSecretMask)
#include "tst_secretmask.moc"
