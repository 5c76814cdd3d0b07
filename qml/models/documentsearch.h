// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "collectionlistmodel.h"
#include "passagelistmodel.h"

#include <QUrl>

namespace Procession {

/// A question to the collections of documents, what came of it, and the page of a document that is open.
///
/// Threads: the GUI's. Owner: Dashboard; its parts must outlive it.
class DocumentSearch : public QObject
{
    Q_OBJECT
    Q_PROPERTY(Procession::CollectionListModel *collections READ collections CONSTANT)
    Q_PROPERTY(Procession::PassageListModel *passages READ passages CONSTANT)
    /// The question that was asked last; empty before the first.
    Q_PROPERTY(QString question READ question NOTIFY changed)
    Q_PROPERTY(bool busy READ isBusy NOTIFY changed)
    /// Why it wasn't answered, or that nothing fits, or that only words were compared; empty otherwise.
    Q_PROPERTY(QString note READ note NOTIFY changed)
    /// The row of the passage whose page is open; -1 for none.
    Q_PROPERTY(int openRow READ openRow NOTIFY pageChanged)
    /// Which document, and which page of how many.
    Q_PROPERTY(QString pageTitle READ pageTitle NOTIFY pageChanged)
    /// The passages of the page, in their order.
    Q_PROPERTY(QStringList pageTexts READ pageTexts NOTIFY pageChanged)
    /// Which of them was found; -1 on another page.
    Q_PROPERTY(int foundText READ foundText NOTIFY pageChanged)
    Q_PROPERTY(bool hasPrevious READ hasPrevious NOTIFY pageChanged)
    Q_PROPERTY(bool hasNext READ hasNext NOTIFY pageChanged)
    /// Why the page could not be read; empty where it could.
    Q_PROPERTY(QString pageError READ pageError NOTIFY pageChanged)
    /// The document's file at that page, where it is on this machine; empty otherwise.
    Q_PROPERTY(QUrl file READ file NOTIFY pageChanged)
    Q_PROPERTY(bool hasFile READ hasFile NOTIFY pageChanged)

public:
    DocumentSearch(const ProcessSource &source, Operator &documents, QObject *parent = nullptr);

    CollectionListModel *collections() { return &m_collections; }
    PassageListModel *passages() { return &m_passages; }
    const QString &question() const { return m_question; }
    bool isBusy() const { return m_isBusy; }
    const QString &note() const { return m_note; }
    int openRow() const { return m_openRow; }
    QString pageTitle() const;
    QStringList pageTexts() const;
    int foundText() const;
    bool hasPrevious() const;
    bool hasNext() const;
    const QString &pageError() const { return m_pageError; }
    QUrl file() const;
    bool hasFile() const { return !file().isEmpty(); }

    /// Whether the documents are on this machine, so that their files can be opened.
    void setLocal(bool local) { m_isLocal = local; }

    /// Asks the chosen collections; an answer to an earlier question is no longer waited for.
    Q_INVOKABLE void ask(const QString &question);
    /// Opens the page of that passage.
    Q_INVOKABLE void open(int row);
    Q_INVOKABLE void openPrevious();
    Q_INVOKABLE void openNext();
    Q_INVOKABLE void close();

Q_SIGNALS:
    void changed();
    void pageChanged();

private:
    void take(const Result<QJsonObject> &answer);
    void readPage(int page);

    Operator &m_documents;
    CollectionListModel m_collections;
    PassageListModel m_passages;
    QString m_question;
    QString m_note;
    bool m_isBusy = false;
    bool m_isLocal = false;
    int m_asked = 0; // counts questions, so that an answer is known by its own
    int m_openRow = -1;
    int m_pageAsked = 0;
    QJsonObject m_page;
    QString m_pageError;
};

} // namespace Procession
