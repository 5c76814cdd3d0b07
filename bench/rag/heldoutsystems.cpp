// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "heldoutsystems.h"

#include <QRegularExpression>

#include <sqlite3.h>

namespace HeldOut {

namespace {

using namespace Qt::StringLiterals;
using Procession::RagQuestion;

class OwnSystem final : public System
{
public:
    OwnSystem(const Procession::RagSearch &search, RagQuestion::By by, const QString &name)
        : System(name, false)
        , m_search(search)
        , m_by(by)
    {
    }

    std::vector<Passage> find(const QString &text) const override
    {
        RagQuestion question;
        question.question = text;
        question.collection = u"default"_s;
        question.passages = most;
        question.by = m_by;
        const auto answer = m_search.find(question);
        if (!answer)
            qFatal("%s", qPrintable(answer.error().message));
        std::vector<Passage> found;
        for (const Procession::RagPassage &passage : answer->passages)
            found.push_back({passage.file, (passage.chunk.heading + u' ' + passage.chunk.text).simplified()});
        return found;
    }

private:
    const Procession::RagSearch &m_search;
    const RagQuestion::By m_by;
};

/// A statement of SQLite; it ends the program where SQLite refuses something, for this is a benchmark.
class Statement
{
public:
    Statement(sqlite3 *database, const QString &sql)
        : m_database(database)
    {
        check(sqlite3_prepare_v2(database, sql.toUtf8().constData(), -1, &m_statement, nullptr));
    }
    ~Statement() { sqlite3_finalize(m_statement); }
    Q_DISABLE_COPY_MOVE(Statement)

    void bind(int at, const QString &text)
    {
        const QByteArray bytes = text.toUtf8();
        check(sqlite3_bind_text(m_statement, at, bytes.constData(), static_cast<int>(bytes.size()), SQLITE_TRANSIENT));
    }
    void bind(int at, qint64 number) { check(sqlite3_bind_int64(m_statement, at, number)); }
    bool step()
    {
        const int result = sqlite3_step(m_statement);
        if (result != SQLITE_ROW && result != SQLITE_DONE)
            check(result);
        return result == SQLITE_ROW;
    }
    void reset() { sqlite3_reset(m_statement); }
    QString text(int column) const
    {
        return QString::fromUtf8(reinterpret_cast<const char *>(sqlite3_column_text(m_statement, column)));
    }
    qint64 number(int column) const { return sqlite3_column_int64(m_statement, column); }

private:
    void check(int result) const
    {
        if (result != SQLITE_OK)
            qFatal("SQLite: %s", sqlite3_errmsg(m_database));
    }

    sqlite3 *m_database;
    sqlite3_stmt *m_statement = nullptr;
};

class Fts5System final : public System
{
public:
    Fts5System(const std::vector<Passage> &passages, const QString &tokenizer, bool all)
        : System(u"SQLite FTS5, %1, %2"_s.arg(tokenizer, all ? u"all words"_s : u"any word"_s), true)
        , m_passages(passages)
        , m_all(all)
    {
        sqlite3_open(":memory:", &m_database);
        Statement(m_database, u"CREATE VIRTUAL TABLE passages USING fts5(said, tokenize='%1')"_s.arg(tokenizer)).step();
        Statement insert(m_database, u"INSERT INTO passages (rowid, said) VALUES (?, ?)"_s);
        for (size_t i = 0; i < passages.size(); ++i) {
            insert.bind(1, static_cast<qint64>(i));
            insert.bind(2, passages[i].said);
            insert.step();
            insert.reset();
        }
    }
    ~Fts5System() override { sqlite3_close(m_database); }
    Q_DISABLE_COPY_MOVE(Fts5System)

    std::vector<Passage> find(const QString &question) const override
    {
        static const QRegularExpression word(u"[\\p{L}\\p{N}_]+"_s);
        QStringList words;
        for (auto matches = word.globalMatch(question); matches.hasNext();)
            words << u'"' + matches.next().captured() + u'"';
        Statement query(m_database, u"SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT ?"_s);
        query.bind(1, words.join(m_all ? u" AND "_s : u" OR "_s));
        query.bind(2, most);
        std::vector<Passage> found;
        while (query.step())
            found.push_back(m_passages[static_cast<size_t>(query.number(0))]);
        return found;
    }

private:
    const std::vector<Passage> &m_passages;
    const bool m_all;
    sqlite3 *m_database = nullptr;
};

} // namespace

std::unique_ptr<System> procession(const Procession::RagSearch &search, RagQuestion::By by)
{
    const QString name = by == RagQuestion::By::Words ? u"Procession, words"_s
        : by == RagQuestion::By::Vectors              ? u"Procession, vectors"_s
                                                      : u"Procession, both"_s;
    return std::make_unique<OwnSystem>(search, by, name);
}

std::unique_ptr<System> fts5(const std::vector<Passage> &passages, const QString &tokenizer, bool all)
{
    return std::make_unique<Fts5System>(passages, tokenizer, all);
}

std::vector<Passage> readPassages(const QString &path)
{
    sqlite3 *database = nullptr;
    if (sqlite3_open_v2(path.toUtf8().constData(), &database, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK)
        qFatal("%s can't be opened", qPrintable(path));
    std::vector<Passage> passages;
    {
        Statement query(database,
                        u"SELECT f.path, c.heading, c.text FROM chunks c JOIN files f ON f.id = c.file "
                        "WHERE NOT c.removed ORDER BY c.id"_s);
        while (query.step())
            passages.push_back({query.text(0), (query.text(1) + u' ' + query.text(2)).simplified()});
    }
    sqlite3_close(database);
    return passages;
}

} // namespace HeldOut
