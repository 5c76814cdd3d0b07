// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "singleinstance.h"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QLocalSocket>
#include <QStandardPaths>

#include <memory>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 2000; // milliseconds
constexpr char greeting[] = "raised\n";

QString pathFor(const QString &dataDir)
{
    const QFileInfo folder(dataDir);
    const QString canonical = folder.canonicalFilePath();
    const QString name = canonical.isEmpty() ? folder.absoluteFilePath() : canonical;
    const QByteArray key = QCryptographicHash::hash(name.toUtf8(), QCryptographicHash::Sha256).toHex().left(16);
    return QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation) + "/procession-window-"_L1
        + QString::fromLatin1(key);
}

} // namespace

SingleInstance::SingleInstance(const QString &dataDir, QObject *parent)
    : QObject(parent)
    , m_path(pathFor(dataDir))
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &SingleInstance::greet);
}

bool SingleInstance::raiseOther() const
{
    QLocalSocket socket;
    socket.connectToServer(m_path);
    // One that hangs accepts a connection too, so it has to say something.
    return socket.waitForConnected(patience) && (socket.bytesAvailable() > 0 || socket.waitForReadyRead(patience));
}

bool SingleInstance::answer()
{
    QLocalServer::removeServer(m_path); // of one that crashed
    return m_server.listen(m_path);
}

void SingleInstance::greet()
{
    while (QLocalSocket *socket = m_server.nextPendingConnection()) {
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        socket->write(greeting);
        socket->disconnectFromServer();
        Q_EMIT raiseRequested();
    }
}

} // namespace Procession
