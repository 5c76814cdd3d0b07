// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "thoughtfilter.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestThoughtFilter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsTheAnswer_data();
    void keepsTheAnswer();
    void tellsWhatIsAThought();
};

void TestThoughtFilter::keepsTheAnswer_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("answer");
    const auto row = [](const char *name, const QString &text, const QString &answer) {
        QTest::newRow(name) << text << answer;
    };
    row("no thought", u"The answer is 4."_s, u"The answer is 4."_s);
    row("think", u"<think>\nsecret reasoning</think>\n\nThe answer is 4."_s, u"The answer is 4."_s);
    row("thinking", u"<thinking>hm</thinking>4"_s, u"4"_s);
    row("thought", u"<thought>hm</thought> 4"_s, u"4"_s);
    row("reasoning", u"<reasoning>hm</reasoning>4"_s, u"4"_s);
    row("brackets", u"[THINK]hm[/THINK]4"_s, u"4"_s);
    row("capitals", u"<Think>hm</THINK>4"_s, u"4"_s);
    row("after white space", u" \n<think>hm</think>4"_s, u"4"_s);
    row("an empty one", u"<think></think>\n\nОтвет: 4"_s, u"Ответ: 4"_s);
    row("two", u"<think>a</think>\n<think>b</think>\n答案是四。"_s, u"答案是四。"_s);
    row("never closed", u"<think>and so on and on"_s, {});
    row("closed by another mark", u"<think>a</thinking>b"_s, {});
    row("a mark within", u"<think>a <think> b</think>c"_s, u"c"_s);
    row("less than in it", u"<think>a < b </ c</think>4 < 5"_s, u"4 < 5"_s);
    row("quoted later", u"Models write ```\n<think>\nhm\n</think>\n``` so."_s,
        u"Models write ```\n<think>\nhm\n</think>\n``` so."_s);
    row("named later", u"It writes <think> and </think>."_s, u"It writes <think> and </think>."_s);
    row("quoted after a thought", u"<think>hm</think>The mark is\n</think>\nindeed"_s,
        u"The mark is\n</think>\nindeed"_s);
    row("quoted in a block of code", u"So:\n```\nhm\n</think>\n```"_s, u"So:\n```\nhm\n</think>\n```"_s);
    row("begun by the server", u"hm, 2 + 2\n</think>\n\nThe answer is 4."_s, u"The answer is 4."_s);
    row("a word like it", u"<thinker> is no mark"_s, u"<thinker> is no mark"_s);
    row("only the beginning of a mark", u"<thi"_s, u"<thi"_s);
    row("only white space", u" \n"_s, u" \n"_s);
    row("white space before an answer", u"  indented"_s, u"  indented"_s);
    row("another tag", u"<p>4</p>"_s, u"<p>4</p>"_s);
    row("nothing", {}, {});
}

/// However it comes in pieces.
void TestThoughtFilter::keepsTheAnswer()
{
    QFETCH(const QString, text);
    for (qsizetype step = 1; step <= std::max<qsizetype>(text.size(), 1); ++step) {
        ThoughtFilter filter;
        QString answer;
        for (qsizetype i = 0; i < text.size(); i += step) {
            const ThoughtFilter::Parts parts = filter.feed(text.mid(i, step));
            answer = parts.discards ? parts.answer : answer + parts.answer;
        }
        answer += filter.finish();
        QTEST(answer, "answer");
    }
}

void TestThoughtFilter::tellsWhatIsAThought()
{
    ThoughtFilter filter;
    QVERIFY(!filter.feed(u"<thi"_s).hasThought); // nobody knows yet
    QVERIFY(filter.feed(u"nk>"_s).hasThought);
    QVERIFY(filter.feed(u"hm"_s).hasThought);
    QVERIFY(filter.feed(u"</think>4"_s).hasThought);
    QVERIFY(!filter.feed(u"2"_s).hasThought);
}

QTEST_GUILESS_MAIN(TestThoughtFilter)
#include "tst_thoughtfilter.moc"
