// TCP and UDP over the loopback device, IPv4 and, where there is one, IPv6; options; many messages a call.
#include "user.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>

static struct sockaddr_in loopback(int port)
{
    return (struct sockaddr_in){.sin_family = AF_INET, .sin_port = port, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static int bound_port(int socket)
{
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    NEED(getsockname(socket, (struct sockaddr *)&address, &length) == 0);
    return address.sin_port;
}

static void stream(void)
{
    int server = socket(AF_INET, SOCK_STREAM, 0), on = 1, value;
    struct sockaddr_in address = loopback(0);
    TRY(setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on));
    TRY(bind(server, (struct sockaddr *)&address, sizeof address));
    TRY(listen(server, 5));
    int port = bound_port(server);
    pid_t child = fork();
    if (child == 0) {
        int client = socket(AF_INET, SOCK_STREAM, 0);
        address = loopback(port);
        NEED(connect(client, (struct sockaddr *)&address, sizeof address) == 0);
        char block[65536];
        memset(block, 'z', sizeof block);
        long sent = 0;
        for (int i = 0; i < 20; i++)
            for (size_t done = 0; done < sizeof block;) {
                ssize_t n = write(client, block + done, sizeof block - done);
                NEED(n > 0);
                done += n, sent += n;
            }
        shutdown(client, SHUT_WR);
        char answer[100] = {0};
        NEED(recv(client, answer, sizeof answer - 1, MSG_WAITALL) > 0);
        printf("client sent %ld, got %s\n", sent, answer);
        _exit(0);
    }
    struct sockaddr_in peer;
    socklen_t length = sizeof peer;
    int accepted = accept(server, (struct sockaddr *)&peer, &length);
    NEED(accepted >= 0);
    printf("%d %s %d\n", length, inet_ntoa(peer.sin_addr), peer.sin_family);
    char block[10000];
    long received = 0;
    for (ssize_t n; (n = read(accepted, block, sizeof block)) > 0;)
        received += n;
    SHOW(received);
    length = sizeof value;
    TRY(setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on));
    TRY(getsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &value, &length));
    printf("%d %d\n", value, length);
    struct linger linger = {1, 2};
    TRY(setsockopt(accepted, SOL_SOCKET, SO_LINGER, &linger, sizeof linger));
    length = sizeof linger;
    TRY(getsockopt(accepted, SOL_SOCKET, SO_LINGER, &linger, &length));
    printf("%d %d %d\n", linger.l_onoff, linger.l_linger, length);
    struct timeval timeout = {0, 20000};
    TRY(setsockopt(server, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout));
    TRY(accept(server, NULL, NULL));
    TRY(setsockopt(accepted, SOL_SOCKET, 9999, &on, sizeof on));
    TRY(write(accepted, "thanks", 6));
    close(accepted);
    waitpid(child, NULL, 0);
    close(server);
    address = loopback(port);
    TRY(connect(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&address, sizeof address));
}

static void datagram(void)
{
    int a = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0), b = socket(AF_INET, SOCK_DGRAM, 0), waiting;
    struct sockaddr_in address = loopback(0), from;
    NEED(bind(a, (struct sockaddr *)&address, sizeof address) == 0 && bind(b, (struct sockaddr *)&address, sizeof address) == 0);
    char text[50] = {0};
    socklen_t length = sizeof from;
    TRY(recvfrom(a, text, sizeof text, 0, NULL, NULL));
    address = loopback(bound_port(a));
    TRY(sendto(b, "datagram", 8, 0, (struct sockaddr *)&address, sizeof address));
    struct pollfd wait = {a, POLLIN, 0};
    TRY(poll(&wait, 1, 1000));
    TRY(ioctl(a, FIONREAD, &waiting));
    SHOW(waiting);
    TRY(recvfrom(a, text, 4, MSG_PEEK | MSG_TRUNC, (struct sockaddr *)&from, &length));
    SHOW(from.sin_port == bound_port(b));
    TRY(recvfrom(a, text, 4, 0, NULL, NULL));
    TRY(send(b, "x", 1, 0));
    TRY(connect(b, (struct sockaddr *)&address, sizeof address));
    struct iovec parts[6];
    struct mmsghdr messages[3] = {0};
    for (int i = 0; i < 6; i++)
        parts[i] = (struct iovec){"0123456789" + i, 4};
    for (int i = 0; i < 3; i++)
        messages[i].msg_hdr = (struct msghdr){.msg_iov = &parts[i * 2], .msg_iovlen = 2};
    TRY(sendmmsg(b, messages, 3, 0));
    TRY(sendmmsg(b, (void *)8, 3, 0));
    TRY(sendmmsg(b, (void *)8, 0, 0));
    printf("%u %u %u\n", messages[0].msg_len, messages[1].msg_len, messages[2].msg_len);
    char buffers[3][10] = {{0}};
    for (int i = 0; i < 3; i++) {
        parts[i] = (struct iovec){buffers[i], 9};
        messages[i].msg_hdr = (struct msghdr){.msg_iov = &parts[i], .msg_iovlen = 1};
    }
    poll(&wait, 1, 1000);
    TRY(recvmmsg(a, messages, 3, 0, NULL));
    printf("%s %s %s %u\n", buffers[0], buffers[1], buffers[2], messages[2].msg_len);
    static char large[70000];
    TRY(sendto(a, large, sizeof large, 0, (struct sockaddr *)&address, sizeof address));
    TRY(sendto(a, text, 1, 0, (struct sockaddr *)&address, 3));
    TRY(bind(a, (struct sockaddr *)&address, 4));
}

static void version_6(void)
{
    int a = socket(AF_INET6, SOCK_DGRAM, 0);
    struct sockaddr_in6 address = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    if (a < 0 || bind(a, (struct sockaddr *)&address, sizeof address) != 0) {
        printf("no IPv6\n");
        return;
    }
    socklen_t length = sizeof address;
    TRY(getsockname(a, (struct sockaddr *)&address, &length));
    SHOW(length);
    TRY(sendto(a, "six", 3, 0, (struct sockaddr *)&address, sizeof address));
    char text[10] = {0};
    TRY(recv(a, text, 9, 0));
    printf("%s\n", text);
}

int main(void)
{
    stream();
    datagram();
    version_6();
    return 0;
}
