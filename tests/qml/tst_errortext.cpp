// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "errortext.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestErrorText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsTheCause_data();
    void tellsTheCause();
    void readsALongTraceOnce();
};

void TestErrorText::tellsTheCause_data()
{
    QTest::addColumn<QString>("error");
    QTest::addColumn<QString>("cause");
    QTest::addColumn<QString>("place");
    const QString none;

    QTest::newRow("nothing") << none << none << none;
    QTest::newRow("only blanks") << u" \n\n\t\n"_s << none << none;
    QTest::newRow("a sentence") << u"disk full"_s << u"disk full"_s << none;
    QTest::newRow("a Russian sentence") << u"Не удалось открыть «данные.csv»\n"_s
                                        << u"Не удалось открыть «данные.csv»"_s << none;
    QTest::newRow("several lines") << u"\n disk full\nwhile writing a.bin\n"_s << u"disk full"_s << none;
    QTest::newRow("a heading") << u"Ошибка:\n  нет места на диске"_s << u"Ошибка: нет места на диске"_s << none;
    QTest::newRow("a heading of nothing") << u"Error:\n\n"_s << u"Error:"_s << none;
    QTest::newRow("lines of Windows") << u"disk full\r\nwhile writing\r\n"_s << u"disk full"_s << none;

    QTest::newRow("Python") << u"Traceback (most recent call last):\n"
                               "  File \"load.py\", line 12, in <module>\n    load()\n"
                               "  File \"load.py\", line 4, in load\n    raise ValueError('no such table')\n"
                               "ValueError: no such table\n"_s
                            << u"ValueError: no such table"_s << u"File \"load.py\", line 4, in load"_s;
    QTest::newRow("Python, in Russian") << u"Traceback (most recent call last):\n"
                                           "  File \"загрузка.py\", line 3, in читать\n    открыть()\n"
                                           "    ^^^^^^^^^\n"
                                           "ОшибкаЧтения: не удалось прочитать файл"_s
                                        << u"ОшибкаЧтения: не удалось прочитать файл"_s
                                        << u"File \"загрузка.py\", line 3, in читать"_s;
    QTest::newRow("Python, after a log") << u"12:01 loading\nTraceback (most recent call last):\n"
                                            "  File \"a.py\", line 1, in f\nKeyError: 'a'\n12:02 ends\n"_s
                                         << u"KeyError: 'a'"_s << u"File \"a.py\", line 1, in f"_s;
    QTest::newRow("Python, while another was handled")
        << u"Traceback (most recent call last):\n  File \"a.py\", line 1, in f\nKeyError: 'a'\n\n"
           "During handling of the above exception, another exception occurred:\n\n"
           "Traceback (most recent call last):\n  File \"b.py\", line 2, in g\n    g()\nRuntimeError: can't load\n"_s
        << u"RuntimeError: can't load"_s << u"File \"b.py\", line 2, in g"_s;
    QTest::newRow("Python, a message of several lines")
        << u"Traceback (most recent call last):\n  File \"a.py\", line 1, in f\n"
           "requests.HTTPError: 500 Server Error\n<html>\n</html>"_s
        << u"requests.HTTPError: 500 Server Error"_s << u"File \"a.py\", line 1, in f"_s;
    QTest::newRow("Python, its head was cut off") << u"    load()\n  File \"a.py\", line 1, in f\n    x\nMemoryError"_s
                                                  << u"MemoryError"_s << u"File \"a.py\", line 1, in f"_s;
    QTest::newRow("Python, its end was cut off")
        << u"Traceback (most recent call last):\n  File \"a.py\", line 1, in f\n    x"_s
        << u"File \"a.py\", line 1, in f"_s << none;
    QTest::newRow("Python, repeated calls")
        << u"Traceback (most recent call last):\n  File \"a.py\", line 1, in f\n    f()\n"
           "  [Previous line repeated 996 more times]\nRecursionError: maximum recursion depth exceeded"_s
        << u"RecursionError: maximum recursion depth exceeded"_s << u"File \"a.py\", line 1, in f"_s;
    QTest::newRow("Python, syntax") << u"  File \"a.py\", line 1\n    def\n       ^\nSyntaxError: invalid syntax"_s
                                    << u"SyntaxError: invalid syntax"_s << u"File \"a.py\", line 1"_s;
    QTest::newRow("Python, a group") << u"  + Exception Group Traceback (most recent call last):\n"
                                        "  |   File \"a.py\", line 9, in main\n  |     run()\n"
                                        "  | ExceptionGroup: two went wrong (2 sub-exceptions)\n"
                                        "  +-+---------------- 1 ----------------\n"
                                        "    | Traceback (most recent call last):\n"
                                        "    |   File \"b.py\", line 1, in f\n    | ValueError: 1\n"
                                        "    +------------------------------------\n"_s
                                     << u"ExceptionGroup: two went wrong (2 sub-exceptions)"_s
                                     << u"File \"a.py\", line 9, in main"_s;

    QTest::newRow("Java") << u"Exception in thread \"main\" java.lang.IllegalStateException: no table\n"
                             "\tat com.example.Load.read(Load.java:42)\n\tat com.example.Load.main(Load.java:7)\n"_s
                          << u"java.lang.IllegalStateException: no table"_s
                          << u"at com.example.Load.read(Load.java:42)"_s;
    QTest::newRow("Java, caused") << u"org.example.JobException: Задание не выполнено\n"
                                     "\tat org.example.Job.run(Job.java:10)\n"
                                     "Caused by: java.io.IOException: ошибка ввода\n"
                                     "\tat org.example.Disk.read(Disk.java:3)\n\t... 12 more\n"
                                     "Caused by: java.net.ConnectException: В соединении отказано\n"
                                     "\tat java.base/sun.nio.ch.Net.connect(Net.java:1)\n\t... 13 more\n"_s
                                  << u"java.net.ConnectException: В соединении отказано"_s
                                  << u"at java.base/sun.nio.ch.Net.connect(Net.java:1)"_s;
    QTest::newRow("Java, a suppressed one has its own cause")
        << u"java.io.IOException: disk full\n\tat a.B.c(B.java:1)\n\tSuppressed: java.lang.Error: close\n"
           "\t\tat a.B.d(B.java:2)\n\tCaused by: java.lang.Error: other\n\t\tat a.B.e(B.java:3)\n"_s
        << u"java.io.IOException: disk full"_s << u"at a.B.c(B.java:1)"_s;
    QTest::newRow("Java, a message of several lines")
        << u"java.sql.SQLException: syntax\n  near \"SELEC\"\n  line 1\n\tat a.B.c(B.java:1)\n"_s
        << u"java.sql.SQLException: syntax"_s << u"at a.B.c(B.java:1)"_s;
    QTest::newRow("Node") << u"/app/load.js:10\n    throw new Error('no table');\n    ^\n\n"
                             "Error: no table\n    at read (/app/load.js:10:11)\n    at node:internal/main:1:1\n"_s
                          << u"Error: no table"_s << u"at read (/app/load.js:10:11)"_s;
    QTest::newRow("Node, caused")
        << u"Error: fetch failed\n    at get (/app/a.js:1:1) {\n"
           "  [cause]: Error: connect ECONNREFUSED ::1:80\n      at connect (node:net:1:1) {\n"
           "    errno: -111\n  }\n}\n"_s
        << u"Error: connect ECONNREFUSED ::1:80"_s << u"at connect (node:net:1:1) {"_s;
    QTest::newRow(".NET") << u"Unhandled exception. System.InvalidOperationException: outer\n"
                             " ---> System.IO.IOException: disk full\n   at A.B() in /a.cs:line 3\n"
                             "   --- End of inner exception stack trace ---\n   at A.C() in /a.cs:line 9\n"_s
                          << u"System.IO.IOException: disk full"_s << u"at A.B() in /a.cs:line 3"_s;

    QTest::newRow("Go") << u"panic: runtime error: index out of range [5] with length 3\n\ngoroutine 1 [running]:\n"
                           "runtime.panic()\n\t/usr/lib/go/src/runtime/panic.go:1 +0x1\n"
                           "main.load(...)\n\t/app/main.go:12 +0x1d\nexit status 2\n"_s
                        << u"panic: runtime error: index out of range [5] with length 3"_s
                        << u"/app/main.go:12 +0x1d"_s;
    QTest::newRow("Go, in Russian") << u"2026/01/01 начало\npanic: нет таблицы\n\ngoroutine 7 [running]:\n"_s
                                    << u"panic: нет таблицы"_s << none;
    QTest::newRow("Go, a deadlock") << u"fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [select]:\n"
                                       "main.main()\n\t/app/main.go:3 +0x1\n"_s
                                    << u"fatal error: all goroutines are asleep - deadlock!"_s
                                    << u"/app/main.go:3 +0x1"_s;

    QTest::newRow("Rust") << u"thread 'main' panicked at src/main.rs:4:5:\nno such table\n"
                             "note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n"_s
                          << u"no such table"_s << u"src/main.rs:4:5"_s;
    QTest::newRow("Rust, before 1.73")
        << u"thread 'main' panicked at 'нет таблицы', src/main.rs:4:5\nnote: run with `RUST_BACKTRACE=1`\n"_s
        << u"нет таблицы"_s << u"src/main.rs:4:5"_s;
    QTest::newRow("Rust, with a number of its thread")
        << u"\nthread 'worker' (1234) panicked at src/a.rs:1:2:\nassertion failed: a\nstack backtrace:\n   0: b\n"_s
        << u"assertion failed: a"_s << u"src/a.rs:1:2"_s;
    QTest::newRow("Rust, a report") << u"Error: can't read the settings\n\nCaused by:\n    0: can't open a.toml\n"
                                       "    1: No such file or directory (os error 2)\n"_s
                                    << u"No such file or directory (os error 2)"_s << none;
    QTest::newRow("Rust, a report with one cause")
        << u"Error: outer\n\nCaused by:\n    disk full\n"_s << u"disk full"_s << none;

    QTest::newRow("C++") << u"terminate called after throwing an instance of 'std::runtime_error'\n"
                            "  what():  disk full\nAborted (core dumped)\n"_s
                         << u"std::runtime_error: disk full"_s << none;
    QTest::newRow("C++, in Russian") << u"terminate called after throwing an instance of 'Ошибка'\n"
                                        "  what():  нет места\n"_s
                                     << u"Ошибка: нет места"_s << none;
    QTest::newRow("C++, without what()") << u"terminate called after throwing an instance of 'int'\nAborted\n"_s
                                         << u"terminate called after throwing an instance of 'int'"_s << none;
    QTest::newRow("C++, a sanitizer") << u"=====\n==12==ERROR: AddressSanitizer: heap-use-after-free on address 0x1\n"
                                         "READ of size 4\n    #0 0x1 in load() a.cpp:3\n    #1 0x2 in main a.cpp:9\n"_s
                                      << u"AddressSanitizer: heap-use-after-free on address 0x1"_s
                                      << u"#0 0x1 in load() a.cpp:3"_s;

    QTest::newRow("a list with indented \"at\"")
        << u"3 files failed\n  at least one was empty\n"_s << u"3 files failed"_s << none;
    QTest::newRow("frames alone") << u"    at a (b.js:1:1)\n    at c (d.js:1:1)"_s << u"at a (b.js:1:1)"_s << none;
}

void TestErrorText::tellsTheCause()
{
    QFETCH(QString, error);
    QFETCH(QString, cause);
    QFETCH(QString, place);
    const ErrorSummary summary = summaryOf(error);
    QCOMPARE(summary.cause, cause);
    QCOMPARE(summary.place, place);
    QCOMPARE(causeLine(error), cause);
    QVERIFY(!summary.cause.contains(u'\n') && !summary.place.contains(u'\n'));
}

void TestErrorText::readsALongTraceOnce()
{
    QString error = u"Traceback (most recent call last):\n"_s;
    for (int frame = 0; frame < 20000; ++frame)
        error += u"  File \"a.py\", line %1, in f\n    f()\n"_s.arg(frame);
    QCOMPARE(summaryOf(error + u"ValueError: the end"_s).cause, u"ValueError: the end"_s);
    QCOMPARE(summaryOf(QString(200000, u'\n') + u"at the end"_s).cause, u"at the end"_s);
}

QTEST_GUILESS_MAIN(TestErrorText)
#include "tst_errortext.moc"
