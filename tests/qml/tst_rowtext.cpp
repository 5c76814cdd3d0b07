// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processes.h"
#include "rowtext.h"
#include "statustext.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestRowText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsTextAsText_data();
    void showsTextAsText();
    void quotesANameInASentence();
    void tellsWhatWaitsForARetry_data();
    void tellsWhatWaitsForARetry();
    void tellsWhatAProcessWaitsFor();
};

void TestRowText::showsTextAsText_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("lines");
    const auto row = [](const char *tag, const QString &text, const QString &line, const QString &lines) {
        QTest::newRow(tag) << text << line << lines;
    };
    const QString replaced(QChar(0xfffd));
    row("plain", u"A job, 100 %"_s, u"A job, 100 %"_s, u"A job, 100 %"_s);
    row("right to left", u"مهمة 12"_s, u"مهمة 12"_s, u"مهمة 12"_s);
    row("marks of direction do no harm", u"a\u200eb\u200fc"_s, u"a\u200eb\u200fc"_s, u"a\u200eb\u200fc"_s);
    row("lines", u"a\nb\tc"_s, u"a b c"_s, u"a\nb\tc"_s);
    row("lines of Windows", u"a\r\nb"_s, u"a b"_s, u"a\nb"_s);
    row("a return alone", u"100 %\rdone"_s, u"100 % done"_s, u"100 % done"_s);
    row("line and paragraph separators", u"a\u2028b\u2029c\u0085d"_s, u"a b c d"_s, u"a b c d"_s);
    row("an escape sequence", u"\x1b[31mred"_s, replaced + u"[31mred"_s, replaced + u"[31mred"_s);
    row("a bell and a rubout", u"a\x07\x7f"_s, u"a"_s + replaced + replaced, u"a"_s + replaced + replaced);
    row("what Qt takes for the end of a shorter text", u"a\u009cb"_s, u"a"_s + replaced + u"b"_s,
        u"a"_s + replaced + u"b"_s);
    row("an override", u"ltr \u202eoverride"_s, u"ltr "_s + replaced + u"override"_s,
        u"ltr "_s + replaced + u"override"_s);
    row("an override to the right", u"\u202dab\u202c"_s, replaced + u"ab"_s, replaced + u"ab"_s);
    row("embeddings and isolates", u"\u202aa\u202bb\u202c\u2066c\u2067d\u2068e\u2069"_s, u"abcde"_s, u"abcde"_s);
    row("an emoji of several characters", u"👩\u200d🚀"_s, u"👩\u200d🚀"_s, u"👩\u200d🚀"_s);
}

void TestRowText::showsTextAsText()
{
    QFETCH(QString, text);
    QTEST(shownText(text), "line");
    QTEST(shownLines(text), "lines");
}

void TestRowText::quotesANameInASentence()
{
    QCOMPARE(quoted(u"A job"_s), u"“\u2068A job\u2069”"_s);
    QCOMPARE(quoted(u"a\u202e\nb\u2069"_s), u"“\u2068a\ufffd b\u2069”"_s); // what it holds ends no isolation
    const QString longName = quoted(u"a"_s.repeated(300) + u"the end"_s);
    QVERIFY(longName.size() < 70 && longName.contains(u"…"_s) && longName.contains(u"the end"_s));
}

void TestRowText::tellsWhatWaitsForARetry_data()
{
    QTest::addColumn<ProcessStatus>("status");
    QTest::addColumn<std::optional<RetryState::Status>>("retry");
    QTest::addColumn<StatusText::Status>("state");
    using Retry = std::optional<RetryState::Status>;
    QTest::newRow("failed for good") << ProcessStatus::Failed << Retry() << StatusText::Failed;
    QTest::newRow("failed, to be tried again")
        << ProcessStatus::Failed << Retry(RetryState::Status::Scheduled) << StatusText::Waiting;
    QTest::newRow("timed out, to be tried again")
        << ProcessStatus::Timeout << Retry(RetryState::Status::Scheduled) << StatusText::Waiting;
    QTest::newRow("no attempt left") << ProcessStatus::Failed << Retry(RetryState::Status::Exhausted)
                                     << StatusText::Failed;
    QTest::newRow("its retry was cancelled")
        << ProcessStatus::Failed << Retry(RetryState::Status::Cancelled) << StatusText::Failed;
    QTest::newRow("the retry runs") << ProcessStatus::Running << Retry(RetryState::Status::Executing)
                                    << StatusText::Running;
}

void TestRowText::tellsWhatWaitsForARetry()
{
    QFETCH(ProcessStatus, status);
    QFETCH(std::optional<RetryState::Status>, retry);
    Process process;
    process.status = status;
    if (retry) {
        RetryState state;
        state.status = *retry;
        process.retry = state;
    }
    QTEST(StatusText::of(process), "state");
    QCOMPARE(waitsForRetry(process), StatusText::of(process) == StatusText::Waiting);
}

void TestRowText::tellsWhatAProcessWaitsFor()
{
    Process process;
    process.dispatch.setDependencies(Dependencies({.on = {{id(u"fetch")}}}));
    QCOMPARE(shownMessage(process), u"Waits for fetch"_s);
    process.dispatch.setDependencies(Dependencies({.on = {{id(u"fetch")}, {id(u"clean")}}}));
    QCOMPARE(shownMessage(process), u"Waits for 2 processes"_s);
    process.message = u"its own words"_s;
    QCOMPARE(shownMessage(process), u"its own words"_s);
    process.message = {};
    process.dispatch.setDependencyState(Dependencies::State::Released);
    QCOMPARE(shownMessage(process), QString());
}

QTEST_GUILESS_MAIN(TestRowText)
#include "tst_rowtext.moc"
