// Local sockets: pairs, named ones, datagrams, descriptors and credentials in control messages.
#include "user.h"
#include <stddef.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>

static void send_descriptor(int socket, int descriptor)
{
    char control[CMSG_SPACE(2 * sizeof(int))] = {0};
    struct iovec part = {"fd", 2};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(2 * sizeof(int));
    memcpy(CMSG_DATA(header), (int[]){descriptor, descriptor}, 2 * sizeof(int));
    TRY(sendmsg(socket, &message, 0));
}

static void receive(int socket, size_t space)
{
    char control[256] = {0}, text[16] = {0};
    struct iovec part = {text, sizeof text - 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = space};
    TRY(recvmsg(socket, &message, MSG_CMSG_CLOEXEC));
    printf("\"%s\" flags %x control %zu\n", text, message.msg_flags, message.msg_controllen);
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        printf("  level %d type %d length %zu\n", header->cmsg_level, header->cmsg_type, header->cmsg_len);
        if (header->cmsg_type == SCM_RIGHTS) {
            int descriptor;
            memcpy(&descriptor, CMSG_DATA(header), sizeof descriptor);
            TRY(write(descriptor, "through", 7));
        } else if (header->cmsg_type == SCM_CREDENTIALS) {
            struct ucred credentials;
            memcpy(&credentials, CMSG_DATA(header), sizeof credentials);
            printf("  own %d\n", credentials.pid == getpid() && credentials.uid == getuid() && credentials.gid == getgid());
        }
    }
}

static void pairs(void)
{
    int ends[2], pipe_ends[2], on = 1;
    TRY(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
    NEED(pipe(pipe_ends) == 0);
    send_descriptor(ends[0], pipe_ends[1]);
    receive(ends[1], 256);
    char text[10] = {0};
    read(pipe_ends[0], text, 9);
    printf("%s\n", text);
    send_descriptor(ends[0], pipe_ends[1]);
    receive(ends[1], CMSG_SPACE(sizeof(int)));
    send_descriptor(ends[0], 99);
    TRY(setsockopt(ends[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof on));
    TRY(send(ends[0], "cred", 4, 0));
    receive(ends[1], 256);
    struct ucred peer;
    socklen_t length = sizeof peer;
    TRY(getsockopt(ends[0], SOL_SOCKET, SO_PEERCRED, &peer, &length));
    SHOW(peer.pid == getpid());
    TRY(shutdown(ends[0], SHUT_WR));
    TRY(recv(ends[1], text, 5, 0));
    TRY(send(ends[0], "x", 1, MSG_NOSIGNAL));
    IN_CHILD("broken pipe", send(ends[0], "x", 1, 0));
    TRY(recv(ends[0], text, 5, MSG_DONTWAIT));
    TRY(socketpair(AF_INET, SOCK_STREAM, 0, ends));
    TRY(socket(99, SOCK_STREAM, 0));
}

static void named(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "socket"}, other;
    socklen_t size = offsetof(struct sockaddr_un, sun_path) + 7, length = sizeof other;
    int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), client = socket(AF_UNIX, SOCK_STREAM, 0);
    TRY(connect(client, (struct sockaddr *)&address, size));
    TRY(bind(server, (struct sockaddr *)&address, size));
    TRY(bind(client, (struct sockaddr *)&address, size));
    TRY(connect(client, (struct sockaddr *)&address, size));
    TRY(listen(server, 5));
    TRY(connect(client, (struct sockaddr *)&address, size));
    int accepted = accept4(server, (struct sockaddr *)&other, &length, SOCK_CLOEXEC);
    SHOW(accepted >= 0);
    SHOW(length);
    length = sizeof other;
    TRY(getpeername(client, (struct sockaddr *)&other, &length));
    printf("%d %d %s\n", length, other.sun_family, other.sun_path);
    length = 3;
    TRY(getsockname(server, (struct sockaddr *)&other, &length));
    SHOW(length);
    TRY(getpeername(server, (struct sockaddr *)&other, &length));
    struct sockaddr_un abstract = {.sun_family = AF_UNIX};
    int nameless = socket(AF_UNIX, SOCK_DGRAM, 0);
    TRY(bind(nameless, (struct sockaddr *)&abstract, sizeof abstract.sun_family));
    length = sizeof other;
    TRY(getsockname(nameless, (struct sockaddr *)&other, &length));
    SHOW(length);
    TRY(sendto(client, "to", 2, 0, (struct sockaddr *)&address, size));
    TRY(accept(client, NULL, NULL));
    int type;
    length = sizeof type;
    TRY(getsockopt(server, SOL_SOCKET, SO_TYPE, &type, &length));
    SHOW(type);
}

int main(void)
{
    pairs();
    named();
    return 0;
}
