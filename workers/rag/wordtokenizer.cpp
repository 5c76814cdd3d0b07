// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wordtokenizer.h"

#include "stopwords.h"
#include "wordstems.h"

#include <sqlite3.h>

#include <new>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

// Around the language before a text; no text of a document has control characters.
constexpr char languageBegin = '\x02';
constexpr char languageEnd = '\x03';
constexpr qsizetype longestLanguage = 8;

using TakeToken = int (*)(void *context, int flags, const char *token, int size, int begin, int end);

class Tokenizer
{
public:
    int tokenize(QByteArrayView text, void *context, TakeToken take)
    {
        int outcome = SQLITE_OK;
        const QString language = takeLanguage(text);
        const auto tell = [&](const std::string &token, bool isOwn) {
            if (outcome == SQLITE_OK && !token.empty())
                outcome = take(context, isOwn ? 0 : FTS5_TOKEN_COLOCATED, token.data(), static_cast<int>(token.size()),
                               0, static_cast<int>(text.size()));
        };
        m_words.each(QString::fromUtf8(text), [&](const TextWord &word) {
            if (outcome != SQLITE_OK)
                return;
            const QString rules = WordStems::languageOf(word.script, language);
            tell(m_stems.stem(word, rules), word.kind == TextWord::Kind::Own);
            if (WordTokenizer::hasExactForm(word, rules))
                tell(WordTokenizer::exactMark + word.text.toStdString(), false);
        });
        return outcome;
    }

    /// Tokens as they are, with spaces between.
    static int split(QByteArrayView text, void *context, TakeToken take)
    {
        int outcome = SQLITE_OK;
        for (qsizetype begin = 0; begin < text.size() && outcome == SQLITE_OK;) {
            qsizetype end = text.indexOf(' ', begin);
            if (end < 0)
                end = text.size();
            if (end > begin)
                outcome = take(context, 0, text.data() + begin, static_cast<int>(end - begin), static_cast<int>(begin),
                               static_cast<int>(end));
            begin = end + 1;
        }
        return outcome;
    }

private:
    static QString takeLanguage(QByteArrayView &text)
    {
        if (!text.startsWith(languageBegin))
            return {};
        const qsizetype end = text.first(std::min(text.size(), longestLanguage + 2)).indexOf(languageEnd);
        if (end < 0)
            return {};
        const QString language = QString::fromLatin1(text.sliced(1, end - 1));
        text = text.sliced(end + 1);
        return language;
    }

    TextWords m_words;
    WordStems m_stems;
};

// What follows is called by SQLite, which knows no exceptions.

int create(void *, const char **, int, Fts5Tokenizer **made)
{
    *made = reinterpret_cast<Fts5Tokenizer *>(new (std::nothrow) Tokenizer);
    return *made ? SQLITE_OK : SQLITE_NOMEM;
}

void destroy(Fts5Tokenizer *tokenizer)
{
    delete reinterpret_cast<Tokenizer *>(tokenizer);
}

int tokenize(Fts5Tokenizer *tokenizer, void *context, int flags, const char *text, int size, TakeToken take)
{
    try {
        const QByteArrayView bytes(text, std::max(size, 0));
        if (flags & FTS5_TOKENIZE_QUERY)
            return Tokenizer::split(bytes, context, take);
        return reinterpret_cast<Tokenizer *>(tokenizer)->tokenize(bytes, context, take);
    } catch (const std::bad_alloc &) {
        return SQLITE_NOMEM;
    }
}

} // namespace

fts5_api *WordTokenizer::apiOf(sqlite3 *connection)
{
    fts5_api *api = nullptr;
    sqlite3_stmt *statement = nullptr;
    if (sqlite3_prepare_v2(connection, "SELECT fts5(?1)", -1, &statement, nullptr) == SQLITE_OK) {
        sqlite3_bind_pointer(statement, 1, static_cast<void *>(&api), "fts5_api_ptr", nullptr);
        sqlite3_step(statement);
    }
    sqlite3_finalize(statement);
    return api;
}

Result<void> WordTokenizer::addTo(sqlite3 *connection)
{
    fts5_api *const api = apiOf(connection);
    fts5_tokenizer tokenizer{create, destroy, tokenize};
    if (!api || api->xCreateTokenizer(api, "words", nullptr, &tokenizer, nullptr) != SQLITE_OK)
        return Error{ErrorCode::Io, u"This SQLite has no FTS5, which finds words."_s, {}};
    return {};
}

bool WordTokenizer::hasExactForm(const TextWord &word, const QString &rules)
{
    if (word.kind == TextWord::Kind::Ancestor)
        return false;
    if (word.script == TextWord::Script::Number)
        return word.text.contains(u'.');
    return !rules.isEmpty() && !isStopWord(word.text, rules);
}

QByteArray WordTokenizer::marked(const QByteArray &text, const QString &language)
{
    return languageBegin + language.left(longestLanguage).toLatin1() + languageEnd + text;
}

} // namespace Procession
