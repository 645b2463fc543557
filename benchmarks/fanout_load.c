/* The load of fanout.py: thousands of streams and a few publishers on one epoll loop, and nothing per delivery but a
 * read. In Python the same reading cost as much as the fastest server's writing and took the second core from it.
 *
 *     fanout_load PORT POSTS    with the request of a stream in the environment, as STREAM
 *
 * POSTS is a file of posts as they go over the wire, each behind its length in ASCII and a newline; they are sent in
 * turn, for ever. Each holds MARK once, and so does every event on every stream.
 *
 * Takes a command a line, and answers each with a line of numbers:
 *     connect N       opens N streams                               seconds until each has its first bytes
 *     publishers N    opens N connections to post through           0
 *     lock S          the next event when all streams have the last deliveries, seconds
 *     burst S         each publisher as fast as it is answered      deliveries, seconds
 *     posts N         N posts, each publisher as fast as that       posts, seconds
 *     paced N S       N events, S seconds apart                     milliseconds from POST to stream, of each delivery
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MARK '#'
#define DESCRIPTORS 65536
#define EVENTS 4096
#define ANSWER 8192
#define OPENING 512
#define PATIENCE_S 120
#define PUBLISHERS 1024

static struct sockaddr_in address;
static int poller;
static char place[1 << 18];
static char *posts;
static size_t posts_size, next_post;

static int publishers[PUBLISHERS], publisher_count, is_publisher[DESCRIPTORS];
static char answers[PUBLISHERS][ANSWER];
static size_t answer_size[PUBLISHERS];
static long streams, delivered, posted, answered;
static int free_publishers[PUBLISHERS], free_count;
static double posted_at;
static float *taken;
static long taken_count;

static void fail(const char *form, ...) {
  va_list arguments;
  va_start(arguments, form);
  vfprintf(stderr, form, arguments);
  va_end(arguments);
  fputc('\n', stderr);
  exit(1);
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static void watch(int descriptor, int operation, unsigned events) {
  struct epoll_event event = {.events = events, .data.fd = descriptor};
  if (epoll_ctl(poller, operation, descriptor, &event)) fail("epoll refused a descriptor");
}

static int open_connection(int flags) {
  int descriptor = socket(AF_INET, SOCK_STREAM | flags, 0);
  if (descriptor < 0 || descriptor >= DESCRIPTORS) fail("there is no descriptor left");
  return descriptor;
}

static void connect_streams(long count) {
  const char *request = getenv("STREAM");
  static char is_open[DESCRIPTORS];
  struct epoll_event events[EVENTS];
  double began = now();
  long opened = 0, waiting = 0;
  while (opened < count || waiting) {
    while (opened < count && waiting < OPENING) {
      int descriptor = open_connection(SOCK_NONBLOCK);
      connect(descriptor, (void *)&address, sizeof address);
      watch(descriptor, EPOLL_CTL_ADD, EPOLLOUT);
      opened++, waiting++;
    }
    int found = epoll_wait(poller, events, EVENTS, 1000);
    for (int i = 0; i < found; i++) {
      int descriptor = events[i].data.fd;
      if (events[i].events & EPOLLOUT) {
        if (write(descriptor, request, strlen(request)) < 0) fail("the server refused a connection");
        watch(descriptor, EPOLL_CTL_MOD, EPOLLIN);
      } else {
        if (read(descriptor, place, sizeof place) <= 0) fail("the server closed a stream while they were opened");
        waiting -= !is_open[descriptor];
        is_open[descriptor] = 1;
      }
    }
    if (now() - began > PATIENCE_S) fail("the server did not open %ld streams in %d s", count, PATIENCE_S);
  }
  streams += count;
  printf("%f\n", now() - began);
}

static void open_publishers(int count) {
  for (int i = 0, one = 1; i < count && publisher_count < PUBLISHERS; i++) {
    int descriptor = open_connection(0);
    if (connect(descriptor, (void *)&address, sizeof address)) fail("the server refused a publisher");
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    watch(descriptor, EPOLL_CTL_ADD, EPOLLIN);
    publishers[publisher_count] = descriptor;
    free_publishers[free_count++] = publisher_count++;
    is_publisher[descriptor] = publisher_count;
  }
  printf("0\n");
}

static void post(int publisher) {
  char *begin;
  size_t size = strtoul(posts + next_post, &begin, 10);
  begin++;
  if (write(publishers[publisher], begin, size) != (ssize_t)size) fail("a post was not taken whole");
  next_post = begin + size - posts;
  if (next_post >= posts_size) next_post = 0;
  posted++;
}

static void hear_answer(int publisher, const char *bytes, ssize_t size) {
  char *answer = answers[publisher];
  size_t *have = &answer_size[publisher];
  if (size <= 0 || *have + size >= ANSWER) fail("the server closed a publisher");
  memcpy(answer + *have, bytes, size);
  *have += size;
  answer[*have] = 0;
  if (*have >= 10 && strncmp(answer, "HTTP/1.1 2", 10)) fail("the server refused a post: %.300s", answer);
  char *end = strstr(answer, "\r\n\r\n"), *length = strcasestr(answer, "content-length:");
  if (end == NULL || *have < (size_t)(end + 4 - answer) + (length && length < end ? strtoul(length + 15, NULL, 10) : 0))
    return;
  *have = 0;
  answered++;
  free_publishers[free_count++] = publisher;
}

static void turn(void) {
  struct epoll_event events[EVENTS];
  int found = epoll_wait(poller, events, EVENTS, 1000);
  for (int i = 0; i < found; i++) {
    int descriptor = events[i].data.fd;
    ssize_t size = read(descriptor, place, sizeof place);
    if (is_publisher[descriptor]) {
      hear_answer(is_publisher[descriptor] - 1, place, size);
      continue;
    }
    if (size <= 0) fail("the server closed a stream");
    long marks = 0;
    for (char *at = place, *end = place + size; (at = memchr(at, MARK, end - at)); at++) marks++;
    delivered += marks;
    if (taken != NULL)
      for (float ms = (now() - posted_at) * 1000; marks; marks--) taken[taken_count++] = ms;
  }
}

static void wait_for(long deliveries, long answers_wanted) {
  double began = now();
  while (delivered < deliveries || answered < answers_wanted) {
    turn();
    if (now() - began > PATIENCE_S) fail("the server delivered %ld of %ld", delivered, deliveries);
  }
}

static void post_and_wait(void) {
  long wanted = delivered + streams, answers_wanted = answered + 1;
  posted_at = now();
  post(free_publishers[--free_count]);
  wait_for(wanted, answers_wanted);
}

static void lock_step(double seconds) {
  double began = now();
  long start = delivered;
  while (now() - began < seconds) post_and_wait();
  printf("%ld %f\n", delivered - start, now() - began);
}

static void burst(double seconds) {
  double began = now();
  long start = delivered, first = posted;
  while (now() - began < seconds) {
    while (free_count) post(free_publishers[--free_count]);
    turn();
  }
  wait_for(start + (posted - first) * streams, posted);
  printf("%ld %f\n", delivered - start, now() - began);
}

static void post_many(long count) {
  double began = now();
  long start = answered, last = posted + count;
  while (answered - start < count) {
    while (free_count && posted < last) post(free_publishers[--free_count]);
    turn();
    if (now() - began > PATIENCE_S) fail("the server answered %ld posts of %ld", answered - start, count);
  }
  printf("%ld %f\n", count, now() - began);
}

static void paced(long events, double interval) {
  taken = malloc(sizeof *taken * events * streams);
  taken_count = 0;
  for (long i = 0; i < events; i++) {
    post_and_wait();
    double left = posted_at + interval - now();
    if (left > 0) usleep(left * 1e6);
  }
  for (long i = 0; i < taken_count; i++) printf("%.3f ", taken[i]);
  printf("\n");
  free(taken);
  taken = NULL;
}

int main(int count, char **arguments) {
  char line[256];
  FILE *file = count == 3 ? fopen(arguments[2], "rb") : NULL;
  if (file == NULL) fail("usage: fanout_load PORT POSTS");
  fseek(file, 0, SEEK_END);
  posts_size = ftell(file);
  posts = calloc(posts_size + 1, 1);
  rewind(file);
  if (fread(posts, 1, posts_size, file) != posts_size) fail("the posts cannot be read");
  address.sin_family = AF_INET;
  address.sin_port = htons(atoi(arguments[1]));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  poller = epoll_create1(0);
  while (fgets(line, sizeof line, stdin)) {
    double number = 0, seconds = 0;
    char command[32] = "";
    sscanf(line, "%31s %lf %lf", command, &number, &seconds);
    if (!strcmp(command, "connect")) connect_streams(number);
    else if (!strcmp(command, "publishers")) open_publishers(number);
    else if (!strcmp(command, "lock")) lock_step(number);
    else if (!strcmp(command, "burst")) burst(number);
    else if (!strcmp(command, "posts")) post_many(number);
    else if (!strcmp(command, "paced")) paced(number, seconds);
    else fail("there is no command %s", command);
    fflush(stdout);
  }
  return 0;
}
